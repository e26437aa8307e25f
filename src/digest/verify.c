#include "digest/verify.h"

#include <math.h>

#include "core/limits.h"
#include "core/utf8.h"
#include "digest/refusal.h"
#include "digest/verify_align.h"
#include "digest/verify_dates.h"
#include "digest/verify_rules.h"
#include "digest/verify_score.h"

#define REFUSED_FACTOR .5   /* of the score of a claim that a rule refuses */
#define SENTENCE_SCORE .99  /* of a claim that is a sentence of the source */
#define TOKENS_MAX     400U /* of one claim; more is refused unread */

struct verifier {
    struct arena *arena;
    struct reader reader;
    struct passage source;
    struct str normal;    /* the source for refusal_find */
    double *weights;      /* of each sentence, for the claim at hand */
    unsigned char *steps; /* room for align_sentence */
    double threshold;
    int64_t published;
    void (*trace)(void *arg, const double *features);
    void *trace_arg;
};

/* Inside brackets, and where sentences go on commanding, an instruction reaches beyond its sentence. */
static bool is_command(struct arena *a, const struct lexicon *l, struct str sentence)
{
    struct str normal = str_trim(refusal_normalize(a, sentence)), word;
    const struct lexeme *x;

    return str_split(&normal, ' ', &word) && (x = lexicon_form(l, word)) != NULL &&
           (x->marks & (MARK_COMMAND | MARK_ORDER)) != 0;
}

/* Marks the sentences that speak to a machine: they are no evidence. Fills in `normal`. */
static bool *find_instructions(struct verifier *v, const struct sentences *s, struct str text)
{
    struct buf normal = {0};
    bool *ordered = arena_array(v->arena, s->count, sizeof(*ordered));
    bool open = false;

    for (size_t i = 0; i < s->count; i++) {
        struct str sentence = str_sub(text, s->spans[i].start, s->spans[i].end);
        size_t start = normal.len == 0 ? 0 : normal.len - 1;

        refusal_add_normal(&normal, sentence);
        ordered[i] =
            refusal_is_instruction(str_sub(buf_view(&normal), start, normal.len)) || open ||
            (i > 0 && ordered[i - 1] && is_command(v->arena, &v->reader.lexicon, sentence));
        if (ordered[i]) {
            open = str_find_char(sentence, ']', 0) == STR_NPOS &&
                   (open || str_find_char(sentence, '[', 0) != STR_NPOS);
        }
    }
    v->normal = buf_str(&normal, v->arena);
    return ordered;
}

static void index_token(struct arena *a, const struct passage *p, size_t place, size_t start)
{
    const struct token *t = &p->tokens[place];
    struct term *term = t->term;

    if (term->count == 0 || term->places[term->count - 1] < start) {
        term->sentences++;
    }
    term->places = arena_grow(a, term->places, term->count, &term->cap, sizeof(*term->places));
    term->places[term->count++] = place;
    term->lower += !t->capital;
}

/* Makes the source's sentences findable by their words, but for those that speak to a machine. */
static void index_source(struct verifier *v, const bool *ordered)
{
    struct passage *p = &v->source;

    for (size_t s = 0; s < p->sentence_count; s++) {
        struct token_range *r = &p->ranges[s];

        for (size_t i = r->start; i < r->end; i++) {
            if (ordered[s]) {
                p->tokens[i].term->ordered = true;
            } else {
                index_token(v->arena, p, i, r->start);
            }
        }
        if (ordered[s]) {
            r->end = r->start;
        }
    }
}

static double term_weight(const struct verifier *v, const struct term *t)
{
    return log(1 + ((double)v->source.sentence_count + 1) / ((double)t->sentences + .5));
}

static size_t sentence_of(const struct passage *p, size_t token)
{
    size_t low = 0, high = p->sentence_count;

    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;

        if (p->ranges[mid].start <= token) {
            low = mid;
        } else {
            high = mid;
        }
    }
    return low;
}

/* Adds (or, negative, takes off) the weight of each distinct term to the sentences that have it. */
static double weigh(struct verifier *v, const struct comparison *c, double sign,
                    struct token_range without, size_t *best)
{
    double total = 0, found = 0, max = 0;

    for (size_t i = c->range.start; i < c->range.end; i++) {
        const struct token *t = &c->claim->tokens[i];
        double w = term_weight(v, t->term);
        size_t last = STR_NPOS;

        if (!t->content || range_has(c->claim, (struct token_range){c->range.start, i}, t->term)) {
            continue;
        }
        total += w;
        found += t->term->count > 0 ? w : 0;
        if (range_has(c->source, without, t->term)) {
            continue;
        }
        for (size_t n = 0; n < t->term->count; n++) {
            size_t s = sentence_of(&v->source, t->term->places[n]);

            if (s == last) {
                continue;
            }
            last = s;
            v->weights[s] = sign > 0 ? v->weights[s] + w : 0;
            if (v->weights[s] > max + 1e-9) {
                max = v->weights[s];
                *best = s;
            }
        }
    }
    return total > 0 ? (best != NULL && sign > 0 ? max / total : found / total) : 0;
}

static double find_evidence(struct verifier *v, struct comparison *c, size_t *best, bool *any)
{
    const struct token_range none = {0, 0};
    size_t first = STR_NPOS, second = STR_NPOS;
    double more;

    c->best_coverage = weigh(v, c, 1, none, &first);
    c->coverage = weigh(v, c, -1, none, &first);
    *any = first != STR_NPOS;
    *best = first;
    if (!*any) {
        return 0;
    }
    c->best[0] = v->source.ranges[first];
    more = weigh(v, c, 1, c->best[0], &second);
    weigh(v, c, -1, none, &first);
    if (second != STR_NPOS) {
        c->best[1] = v->source.ranges[second];
    }
    return c->best_coverage + more;
}

/* The clause of the best sentence with most of the claim's words. */
static void find_clause(const struct verifier *v, struct comparison *c)
{
    double sum = 0, max = 0;
    size_t clause = 0;

    for (size_t i = c->best[0].start; i < c->best[0].end; i++) {
        const struct token *t = &v->source.tokens[i];

        if (t->clause != clause) {
            clause = t->clause;
            sum = 0;
        }
        if (t->content && range_has(c->claim, c->range, t->term)) {
            sum += term_weight(v, t->term);
        }
        if (sum > max) {
            max = sum;
            c->best_clause = clause;
        }
    }
}

/* Undamaged is not damaged: a prefix that denies, before a word of the source. */
static void resolve_prefixes(struct verifier *v, struct passage *claim)
{
    static const struct str prefixes[] = {STR_INIT("un"), STR_INIT("non"), STR_INIT("dis"),
                                          STR_INIT("in"), STR_INIT("im")};

    for (size_t i = 0; i < claim->token_count; i++) {
        struct token *t = &claim->tokens[i];

        for (size_t n = 0; n < ARRAY_LEN(prefixes) && t->term->count == 0 && t->content; n++) {
            struct str lower, stem;
            struct term *base;

            if (!str_starts(t->lower, prefixes[n]) || t->lower.len < prefixes[n].len + 4 ||
                t->stem.len <= prefixes[n].len) {
                continue;
            }
            lower = str_sub(t->lower, prefixes[n].len, t->lower.len);
            stem = str_sub(t->stem, prefixes[n].len, t->stem.len);
            base = reader_term(&v->reader, lexicon_key(&v->reader.lexicon, lower, stem));
            if (base != NULL && base->count > 0) {
                t->term = base;
                t->negated = !t->negated;
            }
        }
    }
}

static size_t content_words(const struct comparison *c)
{
    size_t n = 0;

    for (size_t i = c->range.start; i < c->range.end; i++) {
        n += c->claim->tokens[i].content;
    }
    return n;
}

static void refuse(const struct verifier *v, struct claim *out, struct str why)
{
    double cap = v->threshold * .97;

    out->score *= REFUSED_FACTOR;
    out->score = out->score > cap ? cap : out->score;
    out->supported = false;
    out->why = why;
}

/* Whether the claim is a sentence of the source, word for word. */
static bool is_sentence(const struct comparison *c)
{
    size_t n = c->range.end - c->range.start;

    if (c->best[0].end - c->best[0].start != n) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(c->source->tokens[c->best[0].start + i].lower,
                    c->claim->tokens[c->range.start + i].lower)) {
            return false;
        }
    }
    return true;
}

/* Compares one claim whose tokens fill `claim`. */
static void judge(struct verifier *v, const struct passage *claim, struct claim *out)
{
    struct comparison c = {.arena = v->arena,
                           .reader = &v->reader,
                           .source = &v->source,
                           .claim = claim,
                           .range = {0, claim->token_count},
                           .steps = v->steps};
    struct str why = STR_NULL;
    size_t best = 0;
    unsigned fired;
    double f[SCORE_FEATURES];

    if (claim->token_count > TOKENS_MAX || content_words(&c) == 0) {
        refuse(v, out,
               claim->token_count > TOKENS_MAX ? STR("too long to check")
                                               : STR("says nothing that can be checked"));
        return;
    }
    c.two = find_evidence(v, &c, &best, &out->has_source);
    if (out->has_source) {
        out->source = v->source.spans[best];
        find_clause(v, &c);
    }
    fired = rules_fired(&c, &why);
    if (refusal_find(v->arena, refusal_normalize(v->arena, out->text), v->normal, &why)) {
        fired |= 1U << RULE_COUNT;
    }
    score_measure(&c, fired, f);
    out->score = score_of(f);
    out->supported = out->score >= v->threshold;
    if (is_sentence(&c)) {
        out->score = SENTENCE_SCORE;
        out->supported = out->score >= v->threshold;
    } else if (fired != 0) {
        refuse(v, out, why);
    } else if (!out->supported) {
        out->why = STR("the article does not say enough of it");
    }
    if (v->trace != NULL) {
        v->trace(v->trace_arg, f);
    }
}

/* Sentences of the summary that together are all of it, whatever the splitter leaves between them. */
static void split_claims(struct verifier *v, struct str summary, struct verdict *out)
{
    struct sentences s;
    size_t count;

    sentence_split(v->arena, summary, v->reader.language, &s);
    count = s.count < LIMIT_CLAIMS ? s.count : LIMIT_CLAIMS;
    out->claims = arena_array(v->arena, count + 1, sizeof(*out->claims));
    for (size_t i = 0; i < count; i++) {
        size_t start = i == 0 ? 0 : s.spans[i].start;
        size_t end = i + 1 < count ? s.spans[i + 1].start : summary.len;

        out->claims[out->claim_count++].text = str_trim(str_sub(summary, start, end));
    }
    if (count == 0 && str_trim(summary).len > 0) {
        out->claims[out->claim_count++].text = str_trim(summary);
    }
}

static void verify_claim(struct verifier *v, struct claim *claim)
{
    struct span *span = arena_alloc(v->arena, sizeof(*span));
    struct passage p;

    *span = (struct span){0, claim->text.len};
    passage_read(&v->reader, claim->text, span, 1, &p);
    resolve_prefixes(v, &p);
    dates_read(&p, v->published);
    dates_settle(&v->source, &p);
    judge(v, &p, claim);
}

int digest_verify(struct arena *a, const struct verify_input *in, struct verdict *out,
                  struct err *err)
{
    struct verifier v = {.arena = a};
    struct sentences s;
    struct str source;

    *out = (struct verdict){0};
    if (in->source.len > LIMIT_DOCUMENT_BYTES || in->summary.len > LIMIT_DOCUMENT_BYTES) {
        return err_set(err, ERR_LIMIT, "more than %u bytes to verify", LIMIT_DOCUMENT_BYTES);
    }
    if (!utf8_valid(in->source) || !utf8_valid(in->summary)) {
        return err_set(err, ERR_SYNTAX, "the text to verify is no UTF-8");
    }
    v.published = in->published;
    v.trace = in->trace;
    v.trace_arg = in->trace_arg;
    v.threshold = in->threshold > 0 ? in->threshold : VERIFY_THRESHOLD;
    reader_init(&v.reader, a, in->language);
    sentence_split(a, in->source, in->language, &s);
    /* What lies behind LIMIT_SENTENCES is no evidence and not worth reading. */
    source = str_sub(in->source, 0, s.count == 0 ? 0 : s.spans[s.count - 1].end);
    passage_read(&v.reader, source, s.spans, s.count, &v.source);
    dates_read(&v.source, v.published);
    index_source(&v, find_instructions(&v, &s, source));
    v.steps = arena_array(a, ALIGN_STEPS(TOKENS_MAX), 1);
    v.weights = arena_array(a, s.count, sizeof(*v.weights));
    split_claims(&v, in->summary, out);
    out->grounded = out->claim_count > 0;
    out->score = out->claim_count > 0 ? 1 : 0;
    for (size_t i = 0; i < out->claim_count; i++) {
        verify_claim(&v, &out->claims[i]);
        out->grounded = out->grounded && out->claims[i].supported;
        out->score = out->claims[i].score < out->score ? out->claims[i].score : out->score;
    }
    return 0;
}
