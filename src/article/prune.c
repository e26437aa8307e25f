#include "article/prune.h"

#include "article/lines.h"

static bool is_container(const struct note *n)
{
    return n->tag == TAG_DIV || n->tag == TAG_LIST || n->tag == TAG_TABLE || n->tag == TAG_BLOCK ||
           n->tag == TAG_FORM || n->tag == TAG_ARTICLE || n->tag == TAG_HEADER;
}

/* By what it is, whatever it says. */
static bool is_furniture(const struct note *n, const struct note *winner)
{
    bool minor = n->chars * 10 < winner->chars * 3;

    switch (n->tag) {
    case TAG_NAV:
    case TAG_ASIDE:
    case TAG_FOOTER:
    case TAG_CAPTION:
    case TAG_FIGURE:
        return minor || n->tag == TAG_CAPTION;
    case TAG_HEADER:
        return minor && n->paras < 3;
    case TAG_FORM:
        return minor;
    case TAG_TIME:
        return n->parent->chars == n->chars;
    default:
        break;
    }
    if (n->tag == TAG_OTHER || n->tag == TAG_A) {
        return (n->names & NAME_AWAY) != 0 && (n->names & NAME_NEGATIVE) != 0 &&
               (n->names & NAME_MAYBE) == 0 && minor && n->chars < 200;
    }
    if ((n->names & NAME_AWAY) != 0 && (n->names & (NAME_BODY)) == 0) {
        return minor;
    }
    return (n->names & NAME_NEGATIVE) != 0 && (n->names & NAME_POSITIVE) == 0 && minor &&
           n->tag != TAG_P;
}

static bool is_link_heap(const struct note *n)
{
    double density = page_link_density(n);

    if (!is_container(n)) {
        return false;
    }
    if (density > 0.5) {
        return true;
    }
    return density > 0.2 && n->paras < 2 && n->chars < 300;
}

/* A short block that invites to read something else. */
static bool is_teaser(const struct note *n, const struct note *winner)
{
    if (n->tag != TAG_DIV && n->tag != TAG_ITEM && n->tag != TAG_BLOCK && n->tag != TAG_ARTICLE) {
        return false;
    }
    return n->teasers > 0 && n->links > n->images && n->chars < 400 && n->chars > 0 &&
           n->chars * 10 < winner->chars * 3;
}

/* Words in a row that are all links: tags, sections. */
static bool is_link_row(const struct note *n)
{
    return n->tag == TAG_OTHER && n->links >= 3 && page_link_density(n) > 0.6;
}

static bool is_line(const struct note *n)
{
    return !n->has_block && n->chars > 0 && n->run_chars == n->chars &&
           (n->tag == TAG_P || n->tag == TAG_DIV || n->tag == TAG_HEADING || n->tag == TAG_BLOCK);
}

static bool is_idle_line(const struct page *p, const struct note *n)
{
    if (!is_line(n) || n->chars >= 300) {
        return false;
    }
    if (n->tag != TAG_HEADING && page_link_density(n) > (n->chars < 120 ? 0.9 : 0.7)) {
        return true;
    }
    return n->chars < 120 && lines_is_boilerplate(page_line(p, n));
}

/* Whether all text of a line is in one element of such a name. */
static bool is_all(const struct note *n, const char *name, const char *other)
{
    for (const struct html_node *c = n->node->first; c != NULL; c = c->next) {
        const struct note *note = c->data;

        if (note != NULL && note->chars > 0) {
            return note->chars + 3 >= n->chars && (html_is(c, name) || html_is(c, other));
        }
    }
    return false;
}

static bool is_heading(const struct note *n)
{
    return n->tag == TAG_HEADING || (is_line(n) && n->chars < 80 && is_all(n, "strong", "b"));
}

/* A heading over links that were taken out goes with them. */
static void prune_headings(struct page *p, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        struct note *n = &p->notes[i];
        bool links = false;
        size_t k = n->end;

        if (n->gone || !is_heading(n)) {
            continue;
        }
        for (; k < end && (p->notes[k].gone || p->notes[k].chars == 0); k++) {
            links |=
                p->notes[k].gone && p->notes[k].chars > 0 && page_link_density(&p->notes[k]) > 0.5;
        }
        if (links && (k == end || is_heading(&p->notes[k]) || n->chars < 30)) {
            n->off |= OFF_PRUNED;
        }
    }
}

/* From the end backwards: what is no longer the article itself. */
static void prune_tail(struct page *p, size_t first, size_t end)
{
    for (size_t i = end; i-- > first;) {
        struct note *n = &p->notes[i];

        if (n->gone || n->run_chars == 0 || n->tag == TAG_OTHER || n->tag == TAG_A) {
            continue;
        }
        if (n->tag == TAG_HEADING || (is_line(n) && ((n->links > 0 && is_all(n, "em", "i")) ||
                                                     lines_is_closing(page_line(p, n))))) {
            n->off |= OFF_PRUNED;
            continue;
        }
        return;
    }
}

/* The headline; an h1 behind text is a heading of the article. */
static void prune_headline(struct page *p, size_t first, size_t end)
{
    for (size_t i = first; i < end; i++) {
        struct note *n = &p->notes[i];

        if (n->gone) {
            continue;
        }
        if (n->tag == TAG_H1) {
            n->off |= OFF_PRUNED;
        } else if (is_line(n) && n->run_chars >= 80) {
            return;
        }
    }
}

void prune_article(struct page *p, struct note *winner)
{
    size_t first = (size_t)(winner - p->notes) + 1, end = winner->end;

    for (size_t i = first; i < end; i++) {
        if (is_furniture(&p->notes[i], winner)) {
            p->notes[i].off |= OFF_PRUNED;
        }
    }
    prune_headline(p, first, end);
    page_measure(p);
    for (size_t i = first; i < end; i++) {
        struct note *n = &p->notes[i];

        if (!n->gone &&
            (is_link_heap(n) || is_teaser(n, winner) || is_link_row(n) || is_idle_line(p, n))) {
            n->off |= OFF_PRUNED;
        }
    }
    page_measure(p);
    prune_headings(p, first, end);
    prune_tail(p, first, end);
    page_measure(p);
}

static bool belongs(const struct note *n, const struct note *winner)
{
    double least = winner->score / 5 > 10 ? winner->score / 5 : 10;

    if (n->candidate && n->score >= least) {
        return true;
    }
    return n->tag == TAG_P &&
           ((n->chars > 80 && page_link_density(n) < 0.25) || (n->chars > 0 && n->link_chars == 0));
}

struct note *prune_join_siblings(struct page *p, struct note *winner)
{
    struct note *up = winner->parent;

    if (up == NULL || winner->para_chars * 2 >= up->para_chars) {
        return winner;
    }
    for (struct html_node *c = up->node->first; c != NULL; c = c->next) {
        struct note *n = c->data;

        if (n != NULL && n != winner && n->off == 0 && !belongs(n, winner)) {
            n->off |= OFF_PRUNED;
        }
    }
    page_measure(p);
    return up;
}
