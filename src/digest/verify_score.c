#include "digest/verify_score.h"

#include <math.h>

#include "core/num.h"
#include "digest/data.h"
#include "digest/thesaurus.h"
#include "digest/verify_align.h"

#define NEAR_COPY \
    .6 /* share of a claim's word pairs that the source has; fit-weights.py has it too */
#define COUNT_MAX   3  /* more of a kind weigh no more */
#define LENGTH_MAX  30 /* content words */
#define NEIGHBOURS  2  /* content words on each side */
#define NEAR_TOKENS 8U /* of a number, in which the source has what belongs to it */
#define KIN_BYTES   5U /* that words of one family begin with */

static const struct str names[] = {
    [FEATURE_LENGTH] = STR_INIT("length"), //
    [FEATURE_COVERAGE] = STR_INIT("coverage"),
    [FEATURE_BEST] = STR_INIT("best"),
    [FEATURE_TWO] = STR_INIT("two"),
    [FEATURE_PAIRS] = STR_INIT("pairs"),
    [FEATURE_TRIPLES] = STR_INIT("triples"),
    [FEATURE_RUN] = STR_INIT("run"),
    [FEATURE_VERBATIM] = STR_INIT("verbatim"),
    [FEATURE_NEW_SYNONYM] = STR_INIT("new_synonym"),
    [FEATURE_NEW_KIND] = STR_INIT("new_kind"),
    [FEATURE_NEW_SISTER] = STR_INIT("new_sister"),
    [FEATURE_NEW_OPPOSITE] = STR_INIT("new_opposite"),
    [FEATURE_NEW_OTHER] = STR_INIT("new_other"),
    [FEATURE_NEW_NAME] = STR_INIT("new_name"),
    [FEATURE_NEW_NUMBER] = STR_INIT("new_number"),
    [FEATURE_NAME_ELSEWHERE] = STR_INIT("name_elsewhere"),
    [FEATURE_SWAP_SYNONYM] = STR_INIT("swap_synonym"),
    [FEATURE_SWAP_OPPOSITE] = STR_INIT("swap_opposite"),
    [FEATURE_SWAP_OTHER] = STR_INIT("swap_other"),
    [FEATURE_SWAP_NUMBER] = STR_INIT("swap_number"),
    [FEATURE_SWAP_NAME] = STR_INIT("swap_name"),
    [FEATURE_APART] = STR_INIT("apart"),
    [FEATURE_DENIES_MORE] = STR_INIT("denies_more"),
    [FEATURE_DENIES_LESS] = STR_INIT("denies_less"),
    [FEATURE_GUESSES_MORE] = STR_INIT("guesses_more"),
    [FEATURE_GUESSES_LESS] = STR_INIT("guesses_less"),
    [FEATURE_LATER_MORE] = STR_INIT("later_more"),
    [FEATURE_LATER_LESS] = STR_INIT("later_less"),
    [FEATURE_MOST_MORE] = STR_INIT("most_more"),
    [FEATURE_CASED] = STR_INIT("cased"),
    [FEATURE_SOURCE] = STR_INIT("source"),
    [FEATURE_MOVED] = STR_INIT("moved"),
    [FEATURE_NUMBER_LOOSE] = STR_INIT("number_loose"),
    [FEATURE_UNKNOWN] = STR_INIT("unknown"),
    [FEATURE_RULES + RULE_ORDERED] = STR_INIT("rule_ordered"),
    [FEATURE_RULES + RULE_NAME] = STR_INIT("rule_name"),
    [FEATURE_RULES + RULE_NAME_PARTS] = STR_INIT("rule_name_parts"),
    [FEATURE_RULES + RULE_TITLE] = STR_INIT("rule_title"),
    [FEATURE_RULES + RULE_NUMBER] = STR_INIT("rule_number"),
    [FEATURE_RULES + RULE_DIRECTION] = STR_INIT("rule_direction"),
    [FEATURE_RULES + RULE_QUOTATION] = STR_INIT("rule_quotation"),
    [FEATURE_RULES + RULE_GUESS] = STR_INIT("rule_guess"),
    [FEATURE_RULES + RULE_OPPOSITE] = STR_INIT("rule_opposite"),
    [FEATURE_RULES + RULE_DENIAL] = STR_INIT("rule_denial"),
    [FEATURE_RULES + RULE_ROLES] = STR_INIT("rule_roles"),
    [FEATURE_RULES + RULE_TENSE] = STR_INIT("rule_tense"),
    [FEATURE_RULES + RULE_WHEN] = STR_INIT("rule_when"),
    [FEATURE_RULES + RULE_DATE] = STR_INIT("rule_date"),
    [FEATURE_RULES + RULE_SUPERLATIVE] = STR_INIT("rule_superlative"),
    [FEATURE_RULES + RULE_COVERAGE] = STR_INIT("rule_coverage"),
    [FEATURE_RULES + RULE_COUNT] = STR_INIT("rule_machine"),
};
_Static_assert(ARRAY_LEN(names) == SCORE_FEATURES, "a name for each feature");

/* The next content token at or after `at`, or the end. */
static size_t next_content(const struct passage *p, size_t at, size_t end)
{
    while (at < end && !p->tokens[at].content) {
        at++;
    }
    return at;
}

/* Whether `count` content words from claim token `from` on stand in this order in the source, small words aside. */
static bool has_row(const struct comparison *c, size_t from, size_t count)
{
    const struct term *first = c->claim->tokens[from].term;

    for (size_t n = 0; n < first->count; n++) {
        size_t at = first->places[n], i = from, left = count - 1;

        while (left > 0) {
            i = next_content(c->claim, i + 1, c->range.end);
            at = next_content(c->source, at + 1, c->source->token_count);
            if (at == c->source->token_count ||
                c->source->tokens[at].term != c->claim->tokens[i].term) {
                break;
            }
            left--;
        }
        if (left == 0) {
            return true;
        }
    }
    return false;
}

/* Share of the rows of `count` content words of the claim that the source has. */
static double row_share(const struct comparison *c, size_t count)
{
    size_t rows = 0, found = 0;

    for (size_t i = next_content(c->claim, c->range.start, c->range.end); i < c->range.end;
         i = next_content(c->claim, i + 1, c->range.end)) {
        size_t last = i;

        for (size_t n = 1; n < count && last < c->range.end; n++) {
            last = next_content(c->claim, last + 1, c->range.end);
        }
        if (last < c->range.end) {
            rows++;
            found += has_row(c, i, count);
        }
    }
    return rows == 0 ? 0 : (double)found / (double)rows;
}

/* Tokens of the longest run of the claim's words that the source has word for word. */
static size_t longest_run(const struct comparison *c)
{
    size_t longest = 0;

    for (size_t i = c->range.start; i + longest < c->range.end; i++) {
        const struct term *t = c->claim->tokens[i].term;

        for (size_t n = 0; n < t->count; n++) {
            size_t length = 0;

            while (i + length < c->range.end && t->places[n] + length < c->source->token_count &&
                   str_eq(c->source->tokens[t->places[n] + length].lower,
                          c->claim->tokens[i + length].lower)) {
                length++;
            }
            longest = length > longest ? length : longest;
        }
    }
    return longest;
}

static bool in_evidence(const struct comparison *c, const struct term *t)
{
    return range_has(c->source, c->best[0], t) || range_has(c->source, c->best[1], t);
}

/* How a word is related to the evidence: a synonym there settles it, else the strongest tie to a word that the claim leaves out. */
static enum relation relate(const struct comparison *c, const struct token *t)
{
    struct senses senses = thesaurus_find(t->lower);
    enum relation best = RELATION_NONE;

    for (size_t b = 0; b < ARRAY_LEN(c->best) && senses.count > 0; b++) {
        for (size_t s = c->best[b].start; s < c->best[b].end; s++) {
            const struct token *u = &c->source->tokens[s];
            enum relation r;

            if (!u->content || u->number || range_has(c->claim, c->range, u->term)) {
                continue;
            }
            r = thesaurus_relate(senses, thesaurus_find(u->lower));
            if (r == RELATION_SYNONYM) {
                return r;
            }
            best = r > best ? r : best;
        }
    }
    return best;
}

static void measure_words(const struct comparison *c, double *f)
{
    static const enum feature of_relation[] = {
        [RELATION_NONE] = FEATURE_NEW_OTHER, //
        [RELATION_SISTER] = FEATURE_NEW_SISTER,   [RELATION_KIND] = FEATURE_NEW_KIND,
        [RELATION_SYNONYM] = FEATURE_NEW_SYNONYM, [RELATION_OPPOSITE] = FEATURE_NEW_OPPOSITE,
    };

    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        bool there = in_evidence(c, t->term);

        f[FEATURE_LENGTH] += t->content;
        if (!t->content || there) {
            continue;
        }
        if (t->number) {
            f[FEATURE_NEW_NUMBER] += find_number(c, i) != 2;
        } else if (t->term->count > 0) {
            f[FEATURE_NAME_ELSEWHERE] += t->capital;
        } else if (t->capital && !t->first) {
            f[FEATURE_NEW_NAME]++;
        } else {
            f[of_relation[relate(c, t)]]++;
        }
    }
}

/* Neighbouring content words of the claim that no sentence of the source holds together. */
static double apart(const struct comparison *c)
{
    size_t pairs = 0, apart = 0, last = c->range.end;

    for (size_t i = next_content(c->claim, c->range.start, c->range.end); i < c->range.end;
         i = next_content(c->claim, i + 1, c->range.end)) {
        const struct term *t = c->claim->tokens[i].term, *u;
        bool together = false;

        if (last != c->range.end && t->count > 0 && c->claim->tokens[last].term->count > 0) {
            u = c->claim->tokens[last].term;
            for (size_t n = 0, k = 0; n < t->count && !together; n++) {
                while (k + 1 < u->count && u->places[k + 1] < t->places[n] + 12) {
                    k++;
                }
                together = u->places[k] < t->places[n] + 12 && t->places[n] < u->places[k] + 12;
            }
            pairs++;
            apart += !together;
        }
        last = i;
    }
    return pairs == 0 ? 0 : (double)apart / (double)pairs;
}

/* Whether a content word next to token i of the claim stands near token s of the source; none: no such word. */
static bool is_bound(const struct comparison *c, size_t i, size_t s, bool *none)
{
    struct token_range near = {s > NEAR_TOKENS ? s - NEAR_TOKENS : 0, s + NEAR_TOKENS + 1};

    near.end = near.end < c->source->token_count ? near.end : c->source->token_count;
    for (int side = -1; side <= 1; side += 2) {
        size_t found = 0;

        for (size_t at = i + (size_t)side;
             at >= c->range.start && at < c->range.end && found < NEIGHBOURS; at += (size_t)side) {
            const struct token *t = &c->claim->tokens[at];

            if (!t->content || t->number || t->term->count == 0) {
                continue;
            }
            if (range_has(c->source, near, t->term)) {
                return true;
            }
            *none = false;
            found++;
        }
    }
    return false;
}

/* A number that the source has, but nowhere near what the claim has next to it. */
static bool is_loose(const struct comparison *c, size_t i)
{
    bool found = false, none = true;

    for (size_t s = 0; s < c->source->token_count; s++) {
        if (number_at(c, i, s) == 2) {
            found = true;
            if (is_bound(c, i, s, &none)) {
                return false;
            }
        }
    }
    return found && !none;
}

static bool is_kin(struct str a, struct str b)
{
    size_t n = 0;

    while (n < a.len && n < b.len && a.ptr[n] == b.ptr[n]) {
        n++;
    }
    return n >= KIN_BYTES || (n + 1 >= KIN_BYTES && n + 1 >= (a.len < b.len ? a.len : b.len));
}

/* A word that neither the thesaurus knows nor the source, not even one that begins alike: decide, decision. */
static bool is_unknown(const struct comparison *c, const struct token *t)
{
    if (!t->content || t->number || t->term->count > 0 || (t->capital && !t->first) ||
        thesaurus_find(t->lower).count > 0) {
        return false;
    }
    for (size_t s = 0; s < c->source->token_count; s++) {
        if (c->source->tokens[s].content && is_kin(t->lower, c->source->tokens[s].lower)) {
            return false;
        }
    }
    return true;
}

static void measure_bonds(const struct comparison *c, double *f)
{
    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];

        f[FEATURE_NUMBER_LOOSE] += t->number && is_loose(c, i);
        f[FEATURE_UNKNOWN] += is_unknown(c, t);
    }
}

static void measure_changes(const struct comparison *c, double *f)
{
    struct changes changes;

    align_sentence(c, c->best[0], &changes);
    f[FEATURE_SWAP_SYNONYM] = (double)changes.synonym;
    f[FEATURE_SWAP_OPPOSITE] = (double)changes.opposite;
    f[FEATURE_SWAP_OTHER] = (double)changes.other;
    f[FEATURE_SWAP_NUMBER] = (double)changes.number;
    f[FEATURE_SWAP_NAME] = (double)changes.name;
    f[FEATURE_MOVED] = (double)changes.moved;
}

static double more_marks(const struct comparison *c, unsigned mark, double *less)
{
    size_t claim = count_marked(c->claim, c->range, mark);
    size_t source = count_marked(c->source, c->best[0], mark);

    *less = source > claim ? (double)(source - claim) : 0;
    return claim > source ? (double)(claim - source) : 0;
}

static void measure_marks(const struct comparison *c, double *f)
{
    double unused;

    f[FEATURE_DENIES_MORE] = more_marks(c, MARK_NEGATION, &f[FEATURE_DENIES_LESS]);
    f[FEATURE_GUESSES_MORE] = more_marks(c, MARK_HEDGE, &f[FEATURE_GUESSES_LESS]);
    f[FEATURE_MOST_MORE] = more_marks(c, MARK_SUPERLATIVE, &unused);
    f[FEATURE_LATER_MORE] = more_marks(c, MARK_FUTURE, &f[FEATURE_LATER_LESS]);
}

static const enum feature counts[] = {
    FEATURE_NEW_SYNONYM,  FEATURE_NEW_KIND,      FEATURE_NEW_SISTER,  FEATURE_NEW_OPPOSITE,
    FEATURE_NEW_OTHER,    FEATURE_NEW_NAME,      FEATURE_NEW_NUMBER,  FEATURE_NAME_ELSEWHERE,
    FEATURE_SWAP_SYNONYM, FEATURE_SWAP_OPPOSITE, FEATURE_SWAP_OTHER,  FEATURE_SWAP_NUMBER,
    FEATURE_SWAP_NAME,    FEATURE_DENIES_MORE,   FEATURE_DENIES_LESS, FEATURE_GUESSES_MORE,
    FEATURE_GUESSES_LESS, FEATURE_LATER_MORE,    FEATURE_LATER_LESS,  FEATURE_MOST_MORE,
    FEATURE_MOVED,        FEATURE_NUMBER_LOOSE,  FEATURE_UNKNOWN};

void score_measure(const struct comparison *c, unsigned fired, double *f)
{
    size_t length = c->range.end - c->range.start, run = longest_run(c);

    for (size_t i = 0; i < SCORE_FEATURES; i++) {
        f[i] = 0;
    }
    f[FEATURE_COVERAGE] = c->coverage;
    f[FEATURE_BEST] = c->best_coverage;
    f[FEATURE_TWO] = c->two > 1 ? 1 : c->two;
    f[FEATURE_PAIRS] = row_share(c, 2);
    f[FEATURE_TRIPLES] = row_share(c, 3);
    f[FEATURE_RUN] = (double)run / (double)length;
    f[FEATURE_VERBATIM] = run == length;
    f[FEATURE_APART] = apart(c);
    f[FEATURE_CASED] = c->source->cased;
    f[FEATURE_SOURCE] = log((double)c->source->token_count + 1);
    measure_words(c, f);
    measure_changes(c, f);
    measure_marks(c, f);
    measure_bonds(c, f);
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        f[counts[i]] = f[counts[i]] > COUNT_MAX ? COUNT_MAX : f[counts[i]];
    }
    f[FEATURE_LENGTH] = (f[FEATURE_LENGTH] > LENGTH_MAX ? LENGTH_MAX : f[FEATURE_LENGTH]) / 10;
    for (size_t i = 0; i <= RULE_COUNT; i++) {
        f[FEATURE_RULES + i] = (fired >> i & 1U) != 0;
    }
}

struct str score_feature(size_t i)
{
    return names[i];
}

/* Logistic. Rows of the table stand in the order of the features, the constant first. */
double score_of(const double *f)
{
    struct str rows = data_weights, line, name, base, more;
    bool near = f[FEATURE_PAIRS] >= NEAR_COPY;
    double x = 0;

    for (size_t i = 0; str_split(&rows, '\n', &line) && i <= SCORE_FEATURES; i++) {
        int64_t all = 0, copy = 0;

        if (str_split(&line, '\t', &name) && str_split(&line, '\t', &base) &&
            str_split(&line, '\t', &more) && num_parse(base, &all) && num_parse(more, &copy)) {
            x += (double)(near ? all + copy : all) * (i == 0 ? 1 : f[i - 1]);
        }
    }
    return 1 / (1 + exp(-x / 1000));
}
