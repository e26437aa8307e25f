#include "article/meta.h"

#include "core/utf8.h"
#include "text/plain.h"

enum { MAX_HEADLINE = 400 };

/* Words only, lower case, one space between: titles differ in quotes and dashes. */
static struct str fold(struct arena *a, struct str s)
{
    struct buf out = {0};
    bool gap = false;

    for (size_t at = 0; at < s.len;) {
        uint32_t c = utf8_next(s, &at);

        if (c < 0x80 ? !char_is_alnum((char)c) : (c == 0xA0 || (c >= 0x2000 && c <= 0x206F))) {
            gap = gap || (c != '\'' && c != 0x2019);
            continue;
        }
        if (gap && out.len > 0) {
            buf_add_char(&out, ' ');
        }
        gap = false;
        utf8_add(&out, c < 0x80 ? (uint32_t)char_lower((char)c) : c);
    }
    return buf_str(&out, a);
}

/* The share of the words of `s` that `in` has too; both folded. */
static double shared_words(struct str s, struct str in)
{
    struct str rest = s, word;
    size_t all = 0, hits = 0;

    while (str_split(&rest, ' ', &word)) {
        all++;
        hits += str_find(in, word, 0) != STR_NPOS;
    }
    return all == 0 ? 0 : (double)hits / (double)all;
}

/* The h1 that the page's other titles know; of several the longest. */
static const struct note *find_heading(const struct page *p, const struct meta_sources *s)
{
    struct str others[] = {fold(p->arena, s->page_title), fold(p->arena, s->og_title),
                           fold(p->arena, s->ld_headline)};
    struct str site = fold(p->arena, s->site_name);
    const struct note *best = NULL;
    size_t best_len = 0;

    for (size_t i = 0; i < p->count; i++) {
        struct str line;
        bool known = false;

        if (p->notes[i].tag != TAG_H1 || p->notes[i].chars == 0 ||
            p->notes[i].chars > MAX_HEADLINE) {
            continue;
        }
        line = fold(p->arena, page_line(p, &p->notes[i]));
        for (size_t k = 0; k < ARRAY_LEN(others); k++) {
            known |= others[k].len > 0 && (str_find(others[k], line, 0) != STR_NPOS ||
                                           shared_words(line, others[k]) >= 0.6);
        }
        if (known && line.len > best_len && !str_eq(line, site)) {
            best = &p->notes[i];
            best_len = line.len;
        }
    }
    return best;
}

static const struct note *only_heading(const struct page *p)
{
    const struct note *only = NULL;

    for (size_t i = 0; i < p->count; i++) {
        if (p->notes[i].tag == TAG_H1 && p->notes[i].chars > 0) {
            if (only != NULL) {
                return NULL;
            }
            only = &p->notes[i];
        }
    }
    return only;
}

/* Where the site's name begins in a title, or its length. */
static size_t find_separator(struct str title, struct str site)
{
    static const struct str separators[] = {
        STR_INIT(" | "),
        STR_INIT(" > "),
        STR_INIT(" - "),
        STR_INIT(" \xE2\x80\x93 "),
        STR_INIT(" \xE2\x80\x94 "),
        STR_INIT(" :: "),
        STR_INIT(" \xC2\xAB "),
        STR_INIT(" \xC2\xBB "),
        STR_INIT(" \xC2\xB7 "),
    };

    /* " | " and " > " never stand in a headline; a dash may, so what follows it must be short or the site. */
    for (size_t i = 0; i < ARRAY_LEN(separators); i++) {
        size_t at = str_find(title, separators[i], 0), next;

        if (at == STR_NPOS) {
            continue;
        }
        if (i < 2) {
            return at;
        }
        while ((next = str_find(title, separators[i], at + 1)) != STR_NPOS) {
            at = next;
        }
        if (str_eq_nocase(str_trim(str_sub(title, at + separators[i].len, title.len)), site) ||
            (title.len - at) * 2 < at) {
            return at;
        }
    }
    return title.len;
}

static struct str without_site(struct str title, struct str site)
{
    return str_trim(str_sub(title, 0, find_separator(title, site)));
}

struct str headline_choose(const struct page *p, const struct meta_sources *s,
                           const struct note **heading)
{
    struct str cut;

    *heading = find_heading(p, s);
    if (*heading != NULL) {
        return page_line(p, *heading);
    }
    if (s->og_title.len > 0) {
        return without_site(s->og_title, s->site_name);
    }
    if (s->ld_headline.len > 0) {
        return s->ld_headline;
    }
    *heading = only_heading(p);
    cut = without_site(s->page_title, s->site_name);
    if (cut.len > 0) {
        return cut;
    }
    return *heading != NULL ? page_line(p, *heading) : STR_NULL;
}
