#include "digest/verify_align.h"

#include "digest/thesaurus.h"

#define SLOT_MAX 5U /* tokens; a longer gap is another sentence, not another word */

enum step { STEP_CLAIM, STEP_SOURCE, STEP_BOTH };

struct alignment {
    const struct comparison *c;
    struct token_range claim, source;
    size_t width;
    unsigned char *steps; /* of the best way to each pair of prefixes */
};

static unsigned worth(const struct alignment *al, size_t i, size_t k)
{
    const struct token *t = &al->c->claim->tokens[al->claim.start + i];
    const struct token *u = &al->c->source->tokens[al->source.start + k];

    return t->term != u->term ? 0 : t->content ? 3 : 1;
}

/* Longest common subsequence, a content word worth three small ones. */
static void find_steps(struct alignment *al)
{
    size_t n = al->claim.end - al->claim.start, m = al->source.end - al->source.start;
    unsigned row[ALIGN_SENTENCE_MAX + 1] = {0};

    al->width = m + 1;
    for (size_t i = 0; i <= n; i++) {
        al->steps[i * al->width] = STEP_CLAIM;
    }
    for (size_t k = 1; k <= m; k++) {
        al->steps[k] = STEP_SOURCE;
    }
    for (size_t i = 1; i <= n; i++) {
        unsigned diagonal = 0;

        for (size_t k = 1; k <= m; k++) {
            unsigned both = worth(al, i - 1, k - 1), above = row[k];
            unsigned char *step = &al->steps[i * al->width + k];

            *step = STEP_CLAIM;
            if (row[k - 1] > row[k]) {
                row[k] = row[k - 1];
                *step = STEP_SOURCE;
            }
            if (both > 0 && diagonal + both >= row[k]) {
                row[k] = diagonal + both;
                *step = STEP_BOTH;
            }
            diagonal = above;
        }
    }
}

static enum relation best_relation(const struct comparison *c, const struct token *t,
                                   struct token_range slot)
{
    struct senses senses = thesaurus_find(t->lower);
    enum relation best = RELATION_NONE;

    for (size_t k = slot.start; k < slot.end; k++) {
        const struct token *u = &c->source->tokens[k];
        enum relation r = u->content && !u->number
                              ? thesaurus_relate(senses, thesaurus_find(u->lower))
                              : RELATION_NONE;

        if (r == RELATION_SYNONYM) {
            return r;
        }
        best = r > best ? r : best;
    }
    return best;
}

static void count_word(const struct comparison *c, const struct token *t, struct token_range slot,
                       struct changes *out)
{
    enum relation r = best_relation(c, t, slot);

    out->synonym += r == RELATION_SYNONYM;
    out->opposite += r == RELATION_OPPOSITE;
    out->other += r == RELATION_NONE;
}

static void count_slot(const struct comparison *c, struct token_range claim,
                       struct token_range source, struct changes *out)
{
    size_t content = 0, numbers = 0, names = 0;

    for (size_t k = source.start; k < source.end; k++) {
        const struct token *u = &c->source->tokens[k];

        content += u->content;
        numbers += u->number;
        names += u->capital && u->content && !u->number;
    }
    for (size_t i = claim.start; i < claim.end; i++) {
        const struct token *t = &c->claim->tokens[i];

        if (!t->content || content == 0) {
            continue;
        }
        if (t->number) {
            out->number += numbers > 0;
        } else if (t->capital && !t->first && names > 0) {
            out->name++;
        } else {
            count_word(c, t, source, out);
        }
    }
}

/* The gap behind the shared words at i and k, up to the next shared words. */
static void close_gap(const struct alignment *al, const size_t from[2], const size_t to[2],
                      struct changes *out)
{
    if (to[0] > from[0] && to[0] - from[0] <= SLOT_MAX && to[1] - from[1] <= SLOT_MAX) {
        count_slot(al->c, (struct token_range){al->claim.start + from[0], al->claim.start + to[0]},
                   (struct token_range){al->source.start + from[1], al->source.start + to[1]}, out);
    }
}

void align_sentence(const struct comparison *c, struct token_range sentence, struct changes *out)
{
    struct alignment al = {.c = c, .steps = c->steps, .claim = c->range, .source = sentence};
    size_t at[2], end[2], aligned = 0;

    *out = (struct changes){0};
    if (al.source.end - al.source.start > ALIGN_SENTENCE_MAX) {
        al.source.end = al.source.start + ALIGN_SENTENCE_MAX;
    }
    find_steps(&al);
    at[0] = end[0] = al.claim.end - al.claim.start;
    at[1] = end[1] = al.source.end - al.source.start;
    while (at[0] > 0 || at[1] > 0) {
        enum step step = al.steps[at[0] * al.width + at[1]];

        if (step == STEP_BOTH) {
            close_gap(&al, at, end, out);
            aligned += c->claim->tokens[c->range.start + at[0] - 1].content;
        }
        at[0] -= step != STEP_SOURCE;
        at[1] -= step != STEP_CLAIM;
        if (step == STEP_BOTH) {
            end[0] = at[0];
            end[1] = at[1];
        }
    }
    close_gap(&al, at, end, out);
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];

        out->moved += t->content && range_has(c->source, al.source, t->term);
    }
    out->moved -= aligned;
}
