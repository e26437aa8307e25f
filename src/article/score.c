#include "article/score.h"

enum { CLASS_WEIGHT = 25, ANCESTORS = 5, TOP = 5, MIN_BLOCK_CHARS = 25 };

static bool is_unlikely(const struct page *p, const struct note *n)
{
    bool big = n->chars * 10 >= p->notes[0].chars * 6;

    if (n->tag == TAG_NAV || n->tag == TAG_FOOTER || n->tag == TAG_ASIDE) {
        return !big;
    }
    if (n->tag == TAG_A || n->tag == TAG_ARTICLE || n->tag == TAG_MAIN || n->tag == TAG_H1) {
        return false;
    }
    return (n->names & NAME_UNLIKELY) != 0 && (n->names & NAME_MAYBE) == 0 && !big;
}

void score_drop_unlikely(struct page *p)
{
    for (size_t i = 1; i < p->count; i++) {
        if (is_unlikely(p, &p->notes[i])) {
            p->notes[i].off |= OFF_UNLIKELY;
        }
    }
    page_measure(p);
}

static double start_score(const struct note *n)
{
    double score = 0;

    switch (n->tag) {
    case TAG_DIV:
    case TAG_MAIN:
    case TAG_ARTICLE:
        score = 5;
        break;
    case TAG_PRE:
    case TAG_CELL:
    case TAG_BLOCKQUOTE:
        score = 3;
        break;
    case TAG_LIST:
    case TAG_ITEM:
    case TAG_FORM:
        score = -3;
        break;
    case TAG_H1:
    case TAG_HEADING:
    case TAG_HEADER:
        score = -5;
        break;
    case TAG_OTHER:
    case TAG_A:
    case TAG_ASIDE:
    case TAG_BLOCK:
    case TAG_BR:
    case TAG_CAPTION:
    case TAG_FIGURE:
    case TAG_FOOTER:
    case TAG_IMG:
    case TAG_NAV:
    case TAG_P:
    case TAG_ROW:
    case TAG_TABLE:
    case TAG_TIME:
        break;
    }
    score += (n->names & NAME_POSITIVE) != 0 ? CLASS_WEIGHT : 0;
    score -= (n->names & NAME_NEGATIVE) != 0 ? CLASS_WEIGHT : 0;
    return score;
}

static void add_score(struct note *n, double score)
{
    if (!n->candidate) {
        n->candidate = true;
        n->score = start_score(n);
    }
    n->score += score;
}

static bool is_text_block(const struct note *n)
{
    switch (n->tag) {
    case TAG_P:
    case TAG_PRE:
    case TAG_CELL:
    case TAG_DIV:
    case TAG_BLOCK:
    case TAG_ARTICLE:
    case TAG_MAIN:
    case TAG_BLOCKQUOTE:
        return n->run_chars >= MIN_BLOCK_CHARS;
    default:
        return false;
    }
}

/* A block of text gives its weight to what it stands in: all, half, then 1/(3 * level). */
static void spread(struct note *block)
{
    double length = (double)block->run_chars / 100;
    double weight = 1 + (double)block->run_commas + (length < 3 ? (double)(int)length : 3);
    /* Text beside blocks is a paragraph of its own: its element is the parent of it. */
    struct note *up = block->has_block ? block : block->parent;

    /* br br separates paragraphs that are elements elsewhere. */
    weight += (double)(block->run_breaks / 2);
    for (int level = 0; up != NULL && level < ANCESTORS; level++, up = up->parent) {
        add_score(up, weight / (level == 0 ? 1 : level == 1 ? 2 : level * 3));
    }
}

static struct note *common_climb(struct note *const top[TOP], size_t count)
{
    struct note *best = top[0];

    for (struct note *up = best->parent; up != NULL && up->parent != NULL; up = up->parent) {
        size_t inside = 0;

        for (size_t i = 1; i < count; i++) {
            inside += top[i]->score >= best->score * 0.75 && page_is_below(top[i], up);
        }
        if (inside >= 3) {
            return up;
        }
    }
    return best;
}

static bool is_only_child(const struct note *n)
{
    for (const struct html_node *c = n->parent->node->first; c != NULL; c = c->next) {
        if (c != n->node && c->name.ptr != NULL && !page_left_out(c)) {
            return false;
        }
    }
    return true;
}

/* Up while the parent scores better, then while the winner is all there is in its parent. */
static struct note *climb(struct note *n)
{
    double last = n->score, least = n->score / 3;

    if (!n->candidate) {
        last = least = 0;
    }
    for (struct note *up = n->parent; up != NULL && up->parent != NULL; up = up->parent) {
        if (!up->candidate) {
            continue;
        }
        if (up->score < least) {
            break;
        }
        if (up->score > last) {
            n = up;
            break;
        }
        last = up->score;
    }
    while (n->parent != NULL && n->parent->parent != NULL && is_only_child(n)) {
        n = n->parent;
    }
    return n;
}

static void insert_top(struct note *top[TOP], size_t *count, struct note *n)
{
    size_t at = *count;

    while (at > 0 && top[at - 1]->score < n->score) {
        at--;
    }
    if (at == TOP) {
        return;
    }
    if (*count < TOP) {
        (*count)++;
    }
    for (size_t i = *count - 1; i > at; i--) {
        top[i] = top[i - 1];
    }
    top[at] = n;
}

struct note *score_winner(struct page *p)
{
    struct note *top[TOP];
    size_t count = 0;

    for (size_t i = 0; i < p->count; i++) {
        p->notes[i].candidate = false;
        p->notes[i].score = 0;
    }
    for (size_t i = 0; i < p->count; i++) {
        if (!p->notes[i].gone && is_text_block(&p->notes[i])) {
            spread(&p->notes[i]);
        }
    }
    for (size_t i = 0; i < p->count; i++) {
        struct note *n = &p->notes[i];

        if (n->candidate) {
            n->score *= 1 - page_link_density(n);
            insert_top(top, &count, n);
        }
    }
    return count == 0 ? &p->notes[0] : climb(common_climb(top, count));
}
