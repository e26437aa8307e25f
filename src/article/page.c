#include "article/page.h"

#include "article/visible.h"
#include "core/utf8.h"
#include "text/plain.h"

/* Sorted by name. */
static const struct {
    struct str name;
    enum page_tag tag;
} tag_rows[] = {
    {STR_INIT("a"), TAG_A},
    {STR_INIT("article"), TAG_ARTICLE},
    {STR_INIT("aside"), TAG_ASIDE},
    {STR_INIT("blockquote"), TAG_BLOCKQUOTE},
    {STR_INIT("body"), TAG_BLOCK},
    {STR_INIT("br"), TAG_BR},
    {STR_INIT("caption"), TAG_CAPTION},
    {STR_INIT("center"), TAG_BLOCK},
    {STR_INIT("dd"), TAG_ITEM},
    {STR_INIT("details"), TAG_BLOCK},
    {STR_INIT("div"), TAG_DIV},
    {STR_INIT("dl"), TAG_LIST},
    {STR_INIT("dt"), TAG_ITEM},
    {STR_INIT("fieldset"), TAG_BLOCK},
    {STR_INIT("figcaption"), TAG_CAPTION},
    {STR_INIT("figure"), TAG_FIGURE},
    {STR_INIT("footer"), TAG_FOOTER},
    {STR_INIT("form"), TAG_FORM},
    {STR_INIT("h1"), TAG_H1},
    {STR_INIT("h2"), TAG_HEADING},
    {STR_INIT("h3"), TAG_HEADING},
    {STR_INIT("h4"), TAG_HEADING},
    {STR_INIT("h5"), TAG_HEADING},
    {STR_INIT("h6"), TAG_HEADING},
    {STR_INIT("header"), TAG_HEADER},
    {STR_INIT("img"), TAG_IMG},
    {STR_INIT("li"), TAG_ITEM},
    {STR_INIT("main"), TAG_MAIN},
    {STR_INIT("nav"), TAG_NAV},
    {STR_INIT("ol"), TAG_LIST},
    {STR_INIT("p"), TAG_P},
    {STR_INIT("pre"), TAG_PRE},
    {STR_INIT("section"), TAG_BLOCK},
    {STR_INIT("table"), TAG_TABLE},
    {STR_INIT("tbody"), TAG_ROW},
    {STR_INIT("td"), TAG_CELL},
    {STR_INIT("tfoot"), TAG_ROW},
    {STR_INIT("th"), TAG_CELL},
    {STR_INIT("thead"), TAG_ROW},
    {STR_INIT("time"), TAG_TIME},
    {STR_INIT("tr"), TAG_ROW},
    {STR_INIT("ul"), TAG_LIST},
};

/* Found anywhere in class and id, unless `whole`: then as a word of its own. Sorted by the first letter. */
static const struct {
    struct str text;
    bool whole;
    unsigned names;
} name_rows[] = {
    {STR_INIT("ad"), true, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("ads"), true, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("advert"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("agegate"), false, NAME_UNLIKELY},
    {STR_INIT("article"), false, NAME_MAYBE | NAME_POSITIVE},
    {STR_INIT("articlebody"), false, NAME_BODY},
    {STR_INIT("article-body"), false, NAME_BODY},
    {STR_INIT("article_body"), false, NAME_BODY},
    {STR_INIT("article-content"), false, NAME_BODY},
    {STR_INIT("article-text"), false, NAME_BODY},
    {STR_INIT("author"), false, NAME_BYLINE},
    {STR_INIT("banner"), false, NAME_UNLIKELY | NAME_NEGATIVE},
    {STR_INIT("blog"), false, NAME_POSITIVE},
    {STR_INIT("body"), true, NAME_BODY},
    {STR_INIT("body"), false, NAME_MAYBE | NAME_POSITIVE},
    {STR_INIT("breadcrumb"), false, NAME_UNLIKELY | NAME_AWAY},
    {STR_INIT("byline"), false, NAME_BYLINE | NAME_AWAY},
    {STR_INIT("caption"), false, NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("column"), false, NAME_MAYBE},
    {STR_INIT("combx"), false, NAME_UNLIKELY | NAME_NEGATIVE},
    {STR_INIT("comment"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("community"), false, NAME_UNLIKELY},
    {STR_INIT("contact"), false, NAME_NEGATIVE},
    {STR_INIT("content"), false, NAME_MAYBE | NAME_POSITIVE},
    {STR_INIT("cookie"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("consent"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("date"), false, NAME_DATE},
    {STR_INIT("dateline"), false, NAME_DATE},
    {STR_INIT("disqus"), false, NAME_UNLIKELY | NAME_AWAY},
    {STR_INIT("entry"), false, NAME_POSITIVE},
    {STR_INIT("entry-content"), false, NAME_BODY},
    {STR_INIT("extra"), false, NAME_UNLIKELY},
    {STR_INIT("footer"), false, NAME_UNLIKELY | NAME_NEGATIVE},
    {STR_INIT("footnote"), false, NAME_NEGATIVE},
    {STR_INIT("gdpr"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("header"), false, NAME_UNLIKELY},
    {STR_INIT("hentry"), false, NAME_POSITIVE},
    {STR_INIT("hidden"), false, NAME_NEGATIVE},
    {STR_INIT("legends"), false, NAME_UNLIKELY},
    {STR_INIT("main"), false, NAME_MAYBE | NAME_POSITIVE},
    {STR_INIT("masthead"), false, NAME_NEGATIVE},
    {STR_INIT("media"), false, NAME_NEGATIVE},
    {STR_INIT("menu"), false, NAME_UNLIKELY},
    {STR_INIT("meta"), false, NAME_NEGATIVE},
    {STR_INIT("newsletter"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("outbrain"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("page"), false, NAME_POSITIVE},
    {STR_INIT("pager"), false, NAME_UNLIKELY | NAME_AWAY},
    {STR_INIT("pagination"), false, NAME_UNLIKELY | NAME_AWAY},
    {STR_INIT("popup"), false, NAME_UNLIKELY},
    {STR_INIT("post"), false, NAME_POSITIVE},
    {STR_INIT("posted"), false, NAME_DATE},
    {STR_INIT("promo"), false, NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("publish"), false, NAME_DATE},
    {STR_INIT("recommend"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("related"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("remark"), true, NAME_UNLIKELY},
    {STR_INIT("replies"), false, NAME_UNLIKELY | NAME_AWAY},
    {STR_INIT("rss"), true, NAME_UNLIKELY},
    {STR_INIT("scroll"), false, NAME_NEGATIVE},
    {STR_INIT("share"), false, NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("sharing"), false, NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("shopping"), false, NAME_NEGATIVE},
    {STR_INIT("shoutbox"), false, NAME_UNLIKELY | NAME_NEGATIVE},
    {STR_INIT("sidebar"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("skyscraper"), false, NAME_UNLIKELY | NAME_NEGATIVE},
    {STR_INIT("social"), false, NAME_UNLIKELY | NAME_AWAY},
    {STR_INIT("sponsor"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("story"), false, NAME_POSITIVE},
    {STR_INIT("story-body"), false, NAME_BODY},
    {STR_INIT("story-content"), false, NAME_BODY},
    {STR_INIT("subscribe"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("supplemental"), false, NAME_UNLIKELY},
    {STR_INIT("taboola"), false, NAME_UNLIKELY | NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("tags"), false, NAME_NEGATIVE | NAME_AWAY},
    {STR_INIT("text"), false, NAME_POSITIVE},
    {STR_INIT("time"), true, NAME_DATE},
    {STR_INIT("timestamp"), false, NAME_DATE},
    {STR_INIT("widget"), false, NAME_NEGATIVE},
};

static const struct str unlikely_roles[] = {
    STR_INIT("menu"),       STR_INIT("menubar"), STR_INIT("complementary"),
    STR_INIT("navigation"), STR_INIT("alert"),   STR_INIT("alertdialog"),
    STR_INIT("dialog"),     STR_INIT("banner"),  STR_INIT("contentinfo"),
    STR_INIT("search"),
};

static enum page_tag tag_of(struct str name)
{
    size_t low = 0, high = ARRAY_LEN(tag_rows);

    while (low < high) {
        size_t mid = (low + high) / 2;
        int d = str_cmp(name, tag_rows[mid].name);

        if (d == 0) {
            return tag_rows[mid].tag;
        }
        if (d < 0) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
    return plain_break_of(name) == PLAIN_PARAGRAPH ? TAG_BLOCK : TAG_OTHER;
}

/* Whether text in this element is not part of the run of text around it. */
static bool is_block(enum page_tag tag)
{
    return tag != TAG_OTHER && tag != TAG_A && tag != TAG_BR && tag != TAG_IMG && tag != TAG_TIME;
}

/* Names that row by row stand in `lower`, from `at` on. */
static unsigned names_at(struct str lower, size_t at)
{
    struct str rest = str_sub(lower, at, lower.len);
    bool begins = at == 0 || !char_is_alnum(lower.ptr[at - 1]);
    unsigned names = 0;

    for (size_t i = 0; i < ARRAY_LEN(name_rows); i++) {
        struct str text = name_rows[i].text;

        if (text.ptr[0] != rest.ptr[0] || !str_starts(rest, text)) {
            continue;
        }
        if (!name_rows[i].whole ||
            (begins && (rest.len == text.len || !char_is_alnum(rest.ptr[text.len])))) {
            names |= name_rows[i].names;
        }
    }
    return names;
}

static unsigned names_in(struct str s)
{
    char lower[256];
    size_t n = s.len < sizeof(lower) ? s.len : sizeof(lower);
    unsigned names = 0;

    for (size_t i = 0; i < n; i++) {
        lower[i] = char_lower(s.ptr[i]);
    }
    for (size_t i = 0; i < n; i++) {
        names |= names_at((struct str){lower, n}, i);
    }
    return names;
}

static unsigned names_of(const struct html_node *n)
{
    struct str role = html_attribute(n, "role"), itemtype = html_attribute(n, "itemtype");
    struct str itemprop = html_attribute(n, "itemprop");
    unsigned names = names_in(html_attribute(n, "class")) | names_in(html_attribute(n, "id"));

    for (size_t i = 0; i < ARRAY_LEN(unlikely_roles); i++) {
        if (str_eq_nocase(role, unlikely_roles[i])) {
            names = (names & ~(unsigned)NAME_MAYBE) | NAME_UNLIKELY;
        }
    }
    if (str_ends(itemtype, STR("Article")) || str_ends(itemtype, STR("BlogPosting"))) {
        names |= NAME_MAYBE | NAME_POSITIVE;
    }
    if (str_eq_nocase(itemprop, STR("articleBody"))) {
        names |= NAME_MAYBE | NAME_POSITIVE | NAME_BODY;
    }
    if (str_starts_nocase(itemprop, STR("datePublished"))) {
        names |= NAME_DATE;
    }
    if (str_eq_nocase(itemprop, STR("author")) ||
        str_eq_nocase(html_attribute(n, "rel"), STR("author"))) {
        names |= NAME_BYLINE;
    }
    return names;
}

/* Text directly in an element: its characters (white space runs are one) and commas of any script. */
static void count_own(struct note *note)
{
    for (const struct html_node *c = note->node->first; c != NULL; c = c->next) {
        bool space = true;

        for (size_t at = 0; at < c->text.len;) {
            uint32_t code = utf8_next(c->text, &at);
            bool white = code <= ' ' || code == 0xA0;

            note->own_chars += !(white && space);
            note->own_commas += code == ',' || code == 0x060C || code == 0x3001 || code == 0xFF0C;
            space = white;
        }
    }
}

static struct html_node *find_body(struct html_node *html)
{
    for (struct html_node *n = html->first; n != NULL; n = n->next) {
        if (html_is(n, "body")) {
            return n;
        }
    }
    return NULL;
}

static void add_note(struct page *p, size_t *cap, struct html_node *n)
{
    struct note *note;

    p->notes = arena_grow(p->arena, p->notes, p->count, cap, sizeof(*p->notes));
    note = &p->notes[p->count++];
    *note = (struct note){.node = n, .tag = tag_of(n->name)};
    note->names = n->attribute_count > 0 ? names_of(n) : 0;
    count_own(note);
}

bool page_build(struct arena *a, struct html_node *html, struct page *out)
{
    struct visible_rules rules = {0};
    struct html_node *body = find_body(html), *next;
    size_t cap = 0;

    *out = (struct page){.arena = a, .html = html};
    if (body == NULL) {
        return false;
    }
    visible_read_rules(a, html, &rules);
    for (struct html_node *n = body; n != NULL; n = next) {
        next = html_next(n, body);
        if (n->name.ptr == NULL) {
            continue;
        }
        if (n != body && (plain_break_of(n->name) == PLAIN_NOTHING ||
                          (n->attribute_count > 0 && visible_is_hidden(&rules, n)))) {
            next = html_skip(n, body);
            continue;
        }
        add_note(out, &cap, n);
    }
    for (size_t i = 0; i < out->count; i++) {
        out->notes[i].node->data = &out->notes[i];
    }
    for (size_t i = 1; i < out->count; i++) {
        out->notes[i].parent = out->notes[i].node->parent->data;
    }
    for (size_t i = out->count; i-- > 0;) {
        struct note *n = &out->notes[i];

        n->end = n->end > i ? n->end : i + 1;
        if (n->parent != NULL && n->parent->end < n->end) {
            n->parent->end = n->end;
        }
    }
    page_measure(out);
    return true;
}

static void clear_measures(struct note *n)
{
    n->gone = n->off != 0 || (n->parent != NULL && n->parent->gone);
    n->has_block = false;
    n->chars = n->run_chars = n->own_chars;
    n->commas = n->run_commas = n->own_commas;
    n->link_chars = n->run_breaks = n->run_link_chars = 0;
    n->para_chars = n->paras = 0;
    n->items = n->headings = n->images = n->links = n->teasers = 0;
}

/* What is known of `n` once all below it is added. */
static void finish(struct note *n)
{
    if (n->tag == TAG_A) {
        /* A link to a place in the same page is text more than link. */
        bool inner = str_starts(html_attribute(n->node, "href"), STR("#"));

        n->link_chars = inner ? n->chars / 3 : n->chars;
        n->run_link_chars = inner ? n->run_chars / 3 : n->run_chars;
        n->links++;
        n->teasers = n->headings > 0 || (n->images > 0 && n->chars == 0);
    }
    if (n->tag == TAG_HEADING && n->teasers == 0) {
        n->teasers = n->chars > 0 && n->link_chars * 10 >= n->chars * 8;
    }
    n->items += n->tag == TAG_ITEM;
    n->headings += n->tag == TAG_HEADING;
    n->images += n->tag == TAG_IMG;
    n->run_breaks += n->tag == TAG_BR;
    if (n->run_chars >= 25 && (n->tag == TAG_P || n->tag == TAG_PRE || n->tag == TAG_DIV ||
                               n->tag == TAG_BLOCK || n->tag == TAG_ARTICLE || n->tag == TAG_MAIN ||
                               n->tag == TAG_CELL || n->tag == TAG_BLOCKQUOTE)) {
        n->paras++;
        n->para_chars += n->run_chars - n->run_link_chars;
    }
}

static void add_to_parent(const struct note *n, struct note *up)
{
    up->chars += n->chars;
    up->link_chars += n->link_chars;
    up->commas += n->commas;
    up->paras += n->paras;
    up->para_chars += n->para_chars;
    up->items += n->items;
    up->headings += n->headings;
    up->images += n->images;
    up->links += n->links;
    up->teasers += n->teasers;
    up->has_block |= n->has_block || is_block(n->tag);
    if (!is_block(n->tag)) {
        up->run_chars += n->run_chars;
        up->run_commas += n->run_commas;
        up->run_breaks += n->run_breaks;
        up->run_link_chars += n->run_link_chars;
    }
}

void page_measure(struct page *p)
{
    for (size_t i = 0; i < p->count; i++) {
        clear_measures(&p->notes[i]);
    }
    for (size_t i = p->count; i-- > 0;) {
        struct note *n = &p->notes[i];

        finish(n);
        if (n->parent != NULL && n->off == 0) {
            add_to_parent(n, n->parent);
        }
    }
}

void page_restore(struct page *p, unsigned off)
{
    for (size_t i = 0; i < p->count; i++) {
        p->notes[i].off &= ~off;
    }
    page_measure(p);
}

bool page_left_out(const struct html_node *n)
{
    const struct note *note = n->data;

    return note == NULL || note->off != 0;
}

static bool is_hidden(const struct html_node *n)
{
    return n->data == NULL;
}

struct str page_line(const struct page *p, const struct note *n)
{
    return plain_line(p->arena, n->node, is_hidden);
}

bool page_is_below(const struct note *n, const struct note *top)
{
    while (n != NULL && n != top) {
        n = n->parent;
    }
    return n != NULL;
}

double page_link_density(const struct note *n)
{
    return n->chars == 0 ? 0 : (double)n->link_chars / (double)n->chars;
}
