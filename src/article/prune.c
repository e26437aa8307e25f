#include "article/prune.h"

/* Whole lines that sites put between paragraphs; compared without case and trailing punctuation. */
static const struct str boilerplate[] = {
    STR_INIT("advertisement"),
    STR_INIT("advertising"),
    STR_INIT("article continues below"),
    STR_INIT("continue reading below"),
    STR_INIT("continue reading the main story"),
    STR_INIT("click here"),
    STR_INIT("comments"),
    STR_INIT("email"),
    STR_INIT("facebook"),
    STR_INIT("follow us"),
    STR_INIT("image copyright"),
    STR_INIT("leave a comment"),
    STR_INIT("loading"),
    STR_INIT("most read"),
    STR_INIT("pinterest"),
    STR_INIT("print"),
    STR_INIT("read more"),
    STR_INIT("recommended"),
    STR_INIT("related"),
    STR_INIT("related articles"),
    STR_INIT("related stories"),
    STR_INIT("share"),
    STR_INIT("share this"),
    STR_INIT("share this article"),
    STR_INIT("sign up"),
    STR_INIT("skip advertisement"),
    STR_INIT("story continues below"),
    STR_INIT("story continues below advertisement"),
    STR_INIT("subscribe"),
    STR_INIT("tweet"),
    STR_INIT("twitter"),
    STR_INIT("whatsapp"),
};

/* Such lines that go on with what differs from page to page. */
static const struct str boilerplate_starts[] = {
    STR_INIT("read more:"),
    STR_INIT("read also:"),
    STR_INIT("also read:"),
    STR_INIT("see also:"),
    STR_INIT("read next:"),
    STR_INIT("related:"),
    STR_INIT("more:"),
    STR_INIT("watch:"),
    STR_INIT("sign up for our"),
    STR_INIT("sign up to our"),
    STR_INIT("subscribe to our"),
    STR_INIT("follow us on"),
    STR_INIT("click here to"),
    STR_INIT("download our app"),
    STR_INIT("don't miss:"),
    STR_INIT("don’t miss:"),
    STR_INIT("related story:"),
    STR_INIT("photo:"),
    STR_INIT("image:"),
    STR_INIT("read:"),
};

static struct str without_end(struct str s)
{
    while (s.len > 0 && !char_is_alnum(s.ptr[s.len - 1]) &&
           (unsigned char)s.ptr[s.len - 1] < 0x80) {
        s.len--;
    }
    return s;
}

static bool is_boilerplate(struct str line)
{
    struct str bare = without_end(line);

    for (size_t i = 0; i < ARRAY_LEN(boilerplate); i++) {
        if (str_eq_nocase(bare, boilerplate[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(boilerplate_starts); i++) {
        if (str_starts_nocase(line, boilerplate_starts[i])) {
            return true;
        }
    }
    return false;
}

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
    case TAG_H1:
        return true;
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

static bool is_idle_line(const struct page *p, const struct note *n)
{
    if (n->has_block || n->chars == 0 || n->chars >= 120 || n->run_chars != n->chars) {
        return false;
    }
    if (n->tag != TAG_P && n->tag != TAG_DIV && n->tag != TAG_HEADING && n->tag != TAG_BLOCK) {
        return false;
    }
    if (n->tag != TAG_HEADING && page_link_density(n) > 0.9) {
        return true;
    }
    return is_boilerplate(page_line(p, n));
}

void prune_article(struct page *p, struct note *winner)
{
    size_t first = (size_t)(winner - p->notes) + 1, end = winner->end;

    for (size_t i = first; i < end; i++) {
        if (is_furniture(&p->notes[i], winner)) {
            p->notes[i].off |= OFF_PRUNED;
        }
    }
    page_measure(p);
    for (size_t i = first; i < end; i++) {
        struct note *n = &p->notes[i];

        if (!n->gone && (is_link_heap(n) || is_idle_line(p, n))) {
            n->off |= OFF_PRUNED;
        }
    }
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
