#include "fmt/time_names.h"

#include <stdlib.h>
#include <string.h>

#include "core/utf8.h"
#include "fmt/time.h"

#define WORD_BYTES 40U

struct name {
    const char *word; /* lower case; the tables are sorted by it */
    int value;
};

/* English, French, German, Spanish, Italian, Portuguese, Dutch, Scandinavian, Polish, Czech, Hungarian, Turkish, Greek, Russian, Ukrainian. */
static const struct name month_names[] = {
    {"abr", 4},         {"abril", 4},       {"ago", 8},           {"agosto", 8},
    {"aout", 8},        {"août", 8},        {"apr", 4},           {"april", 4},
    {"aprile", 4},      {"aralık", 12},     {"aug", 8},           {"august", 8},
    {"augusti", 8},     {"augustus", 8},    {"augusztus", 8},     {"avr", 4},
    {"avril", 4},       {"ağustos", 8},     {"března", 3},        {"czerwca", 6},
    {"dec", 12},        {"december", 12},   {"decembre", 12},     {"des", 12},
    {"desember", 12},   {"dez", 12},        {"dezember", 12},     {"dezembro", 12},
    {"dic", 12},        {"dicembre", 12},   {"diciembre", 12},    {"dubna", 4},
    {"déc", 12},        {"décembre", 12},   {"ekim", 10},         {"ene", 1},
    {"enero", 1},       {"eylül", 9},       {"feb", 2},           {"febbraio", 2},
    {"febrero", 2},     {"februar", 2},     {"februari", 2},      {"february", 2},
    {"február", 2},     {"fev", 2},         {"fevereiro", 2},     {"fevr", 2},
    {"fevrier", 2},     {"fév", 2},         {"févr", 2},          {"février", 2},
    {"gen", 1},         {"gennaio", 1},     {"giu", 6},           {"giugno", 6},
    {"grudnia", 12},    {"haziran", 6},     {"jan", 1},           {"janeiro", 1},
    {"januar", 1},      {"januari", 1},     {"january", 1},       {"január", 1},
    {"janv", 1},        {"janvier", 1},     {"juil", 7},          {"juillet", 7},
    {"juin", 6},        {"jul", 7},         {"julho", 7},         {"juli", 7},
    {"julio", 7},       {"july", 7},        {"jun", 6},           {"june", 6},
    {"junho", 6},       {"juni", 6},        {"junio", 6},         {"jän", 1},
    {"jänn", 1},        {"jänner", 1},      {"júl", 7},           {"július", 7},
    {"jún", 6},         {"június", 6},      {"kasım", 11},        {"května", 5},
    {"kwietnia", 4},    {"ledna", 1},       {"lipca", 7},         {"listopada", 11},
    {"listopadu", 11},  {"lug", 7},         {"luglio", 7},        {"lutego", 2},
    {"maart", 3},       {"maerz", 3},       {"mag", 5},           {"maggio", 5},
    {"mai", 5},         {"maio", 5},        {"maj", 5},           {"maja", 5},
    {"mar", 3},         {"marca", 3},       {"march", 3},         {"mars", 3},
    {"mart", 3},        {"marts", 3},       {"marzo", 3},         {"março", 3},
    {"may", 5},         {"mayo", 5},        {"mayıs", 5},         {"mei", 5},
    {"mrt", 3},         {"mrz", 3},         {"máj", 5},           {"május", 5},
    {"márc", 3},        {"március", 3},     {"mär", 3},           {"märz", 3},
    {"nisan", 4},       {"nov", 11},        {"november", 11},     {"novembre", 11},
    {"novembro", 11},   {"noviembre", 11},  {"ocak", 1},          {"oct", 10},
    {"october", 10},    {"octobre", 10},    {"octubre", 10},      {"okt", 10},
    {"oktober", 10},    {"október", 10},    {"ott", 10},          {"ottobre", 10},
    {"out", 10},        {"outubro", 10},    {"października", 10}, {"prosince", 12},
    {"sep", 9},         {"sept", 9},        {"september", 9},     {"septembre", 9},
    {"septiembre", 9},  {"set", 9},         {"setembro", 9},      {"settembre", 9},
    {"sierpnia", 8},    {"srpna", 8},       {"stycznia", 1},      {"szept", 9},
    {"szeptember", 9},  {"temmuz", 7},      {"września", 9},      {"září", 9},
    {"ápr", 4},         {"április", 4},     {"února", 2},         {"července", 7},
    {"června", 6},      {"října", 10},      {"şubat", 2},         {"απρ", 4},
    {"απριλίου", 4},    {"αυγ", 8},         {"αυγούστου", 8},     {"αύγ", 8},
    {"δεκ", 12},        {"δεκεμβρίου", 12}, {"ιαν", 1},           {"ιανουαρίου", 1},
    {"ιολ", 7},         {"ιον", 6},         {"ιουλ", 7},          {"ιουλίου", 7},
    {"ιουν", 6},        {"ιουνίου", 6},     {"ιούλ", 7},          {"ιούν", 6},
    {"μάι", 5},         {"μάρ", 3},         {"μάώ", 3},           {"μαΐ", 5},
    {"μαΐου", 5},       {"μαι", 5},         {"μαρ", 3},           {"μαρτίου", 3},
    {"μαϊ", 5},         {"μαώ", 3},         {"νοέ", 11},          {"νοε", 11},
    {"νοεμβρίου", 11},  {"οκτ", 10},        {"οκτωβρίου", 10},    {"σεπ", 9},
    {"σεπτεμβρίου", 9}, {"φεβ", 2},         {"φεβρουαρίου", 2},   {"авг", 8},
    {"августа", 8},     {"апр", 4},         {"апреля", 4},        {"березня", 3},
    {"вересня", 9},     {"грудня", 12},     {"дек", 12},          {"декабря", 12},
    {"жовтня", 10},     {"июл", 7},         {"июля", 7},          {"июн", 6},
    {"июня", 6},        {"квітня", 4},      {"липня", 7},         {"листопада", 11},
    {"лютого", 2},      {"май", 5},         {"мар", 3},           {"марта", 3},
    {"мая", 5},         {"ноя", 11},        {"ноября", 11},       {"окт", 10},
    {"октября", 10},    {"сен", 9},         {"сент", 9},          {"сентября", 9},
    {"серпня", 8},      {"січня", 1},       {"травня", 5},        {"фев", 2},
    {"февраля", 2},     {"червня", 6},      {"янв", 1},           {"января", 1},
};

static const struct name weekday_names[] = {
    {"di", 2},        {"dienstag", 2}, {"dim", 0},       {"dimanche", 0},   {"do", 4},
    {"dom", 0},       {"domenica", 0}, {"domingo", 0},   {"donnerstag", 4}, {"fr", 5},
    {"freitag", 5},   {"fri", 5},      {"friday", 5},    {"gio", 4},        {"giovedì", 4},
    {"jeu", 4},       {"jeudi", 4},    {"jue", 4},       {"jueves", 4},     {"lun", 1},
    {"lundi", 1},     {"lunedì", 1},   {"lunes", 1},     {"mar", 2},        {"mardi", 2},
    {"martedì", 2},   {"martes", 2},   {"mer", 3},       {"mercoledì", 3},  {"mercredi", 3},
    {"mi", 3},        {"mie", 3},      {"miercoles", 3}, {"mittwoch", 3},   {"mié", 3},
    {"miércoles", 3}, {"mo", 1},       {"mon", 1},       {"monday", 1},     {"montag", 1},
    {"qua", 3},       {"qui", 4},      {"sa", 6},        {"sab", 6},        {"sabado", 6},
    {"sabato", 6},    {"sam", 6},      {"samedi", 6},    {"samstag", 6},    {"sat", 6},
    {"saturday", 6},  {"seg", 1},      {"sex", 5},       {"so", 0},         {"sonnabend", 6},
    {"sonntag", 0},   {"sun", 0},      {"sunday", 0},    {"sáb", 6},        {"sábado", 6},
    {"ter", 2},       {"thu", 4},      {"thur", 4},      {"thurs", 4},      {"thursday", 4},
    {"tue", 2},       {"tues", 2},     {"tuesday", 2},   {"ven", 5},        {"vendredi", 5},
    {"venerdì", 5},   {"vie", 5},      {"viernes", 5},   {"vr", 5},         {"wed", 3},
    {"wednesday", 3}, {"weds", 3},     {"wo", 3},        {"za", 6},         {"zo", 0},
    {"δευ", 1},       {"κυρ", 0},      {"παρ", 5},       {"πεμ", 4},        {"σαβ", 6},
    {"τετ", 3},       {"τρι", 2},      {"вс", 0},        {"вт", 2},         {"пн", 1},
    {"пт", 5},        {"сб", 6},       {"ср", 3},        {"чт", 4},         {"금요일", 5},
    {"목요일", 4},    {"수요일", 3},   {"월요일", 1},    {"일요일", 0},     {"토요일", 6},
    {"화요일", 2},
};

/*
 * Names that stand for several zones are left out, but for those RFC 5322 gives a meaning. Its
 * section 4.3 makes the letters of RFC 822 "-0000", as they were used with both signs.
 */
static const struct time_zone zones[] = {
    {"a", 0, TIME_RULE_NONE},
    {"acst", 570, TIME_RULE_NONE},
    {"adt", -180, TIME_RULE_NONE},
    {"aedt", 660, TIME_RULE_NONE},
    {"aest", 600, TIME_RULE_NONE},
    {"africa/johannesburg", 120, TIME_RULE_NONE},
    {"africa/lagos", 60, TIME_RULE_NONE},
    {"africa/nairobi", 180, TIME_RULE_NONE},
    {"akdt", -480, TIME_RULE_NONE},
    {"akst", -540, TIME_RULE_NONE},
    {"america/anchorage", -540, TIME_RULE_US},
    {"america/argentina/buenos_aires", -180, TIME_RULE_NONE},
    {"america/bogota", -300, TIME_RULE_NONE},
    {"america/chicago", -360, TIME_RULE_US},
    {"america/denver", -420, TIME_RULE_US},
    {"america/detroit", -300, TIME_RULE_US},
    {"america/edmonton", -420, TIME_RULE_US},
    {"america/halifax", -240, TIME_RULE_US},
    {"america/lima", -300, TIME_RULE_NONE},
    {"america/los_angeles", -480, TIME_RULE_US},
    {"america/new_york", -300, TIME_RULE_US},
    {"america/panama", -300, TIME_RULE_NONE},
    {"america/phoenix", -420, TIME_RULE_NONE},
    {"america/puerto_rico", -240, TIME_RULE_NONE},
    {"america/sao_paulo", -180, TIME_RULE_NONE},
    {"america/toronto", -300, TIME_RULE_US},
    {"america/vancouver", -480, TIME_RULE_US},
    {"america/winnipeg", -360, TIME_RULE_US},
    {"asia/baghdad", 180, TIME_RULE_NONE},
    {"asia/bangkok", 420, TIME_RULE_NONE},
    {"asia/calcutta", 330, TIME_RULE_NONE},
    {"asia/dhaka", 360, TIME_RULE_NONE},
    {"asia/dubai", 240, TIME_RULE_NONE},
    {"asia/ho_chi_minh", 420, TIME_RULE_NONE},
    {"asia/hong_kong", 480, TIME_RULE_NONE},
    {"asia/jakarta", 420, TIME_RULE_NONE},
    {"asia/karachi", 300, TIME_RULE_NONE},
    {"asia/kathmandu", 345, TIME_RULE_NONE},
    {"asia/kolkata", 330, TIME_RULE_NONE},
    {"asia/kuala_lumpur", 480, TIME_RULE_NONE},
    {"asia/kuwait", 180, TIME_RULE_NONE},
    {"asia/manila", 480, TIME_RULE_NONE},
    {"asia/qatar", 180, TIME_RULE_NONE},
    {"asia/riyadh", 180, TIME_RULE_NONE},
    {"asia/seoul", 540, TIME_RULE_NONE},
    {"asia/shanghai", 480, TIME_RULE_NONE},
    {"asia/singapore", 480, TIME_RULE_NONE},
    {"asia/taipei", 480, TIME_RULE_NONE},
    {"asia/tashkent", 300, TIME_RULE_NONE},
    {"asia/tokyo", 540, TIME_RULE_NONE},
    {"ast", -240, TIME_RULE_NONE},
    {"at", -240, TIME_RULE_US},
    {"australia/brisbane", 600, TIME_RULE_NONE},
    {"australia/perth", 480, TIME_RULE_NONE},
    {"awst", 480, TIME_RULE_NONE},
    {"b", 0, TIME_RULE_NONE},
    {"bst", 60, TIME_RULE_NONE},
    {"c", 0, TIME_RULE_NONE},
    {"cdt", -300, TIME_RULE_NONE},
    {"cest", 120, TIME_RULE_NONE},
    {"cet", 60, TIME_RULE_NONE},
    {"cst", -360, TIME_RULE_NONE},
    {"ct", -360, TIME_RULE_US},
    {"d", 0, TIME_RULE_NONE},
    {"e", 0, TIME_RULE_NONE},
    {"edt", -240, TIME_RULE_NONE},
    {"eest", 180, TIME_RULE_NONE},
    {"eet", 120, TIME_RULE_NONE},
    {"est", -300, TIME_RULE_NONE},
    {"et", -300, TIME_RULE_US},
    {"etc/gmt", 0, TIME_RULE_NONE},
    {"etc/utc", 0, TIME_RULE_NONE},
    {"europe/amsterdam", 60, TIME_RULE_EU},
    {"europe/athens", 120, TIME_RULE_EU},
    {"europe/belgrade", 60, TIME_RULE_EU},
    {"europe/berlin", 60, TIME_RULE_EU},
    {"europe/brussels", 60, TIME_RULE_EU},
    {"europe/bucharest", 120, TIME_RULE_EU},
    {"europe/budapest", 60, TIME_RULE_EU},
    {"europe/copenhagen", 60, TIME_RULE_EU},
    {"europe/dublin", 0, TIME_RULE_EU},
    {"europe/helsinki", 120, TIME_RULE_EU},
    {"europe/istanbul", 180, TIME_RULE_NONE},
    {"europe/kiev", 120, TIME_RULE_EU},
    {"europe/kyiv", 120, TIME_RULE_EU},
    {"europe/lisbon", 0, TIME_RULE_EU},
    {"europe/london", 0, TIME_RULE_EU},
    {"europe/luxembourg", 60, TIME_RULE_EU},
    {"europe/madrid", 60, TIME_RULE_EU},
    {"europe/moscow", 180, TIME_RULE_NONE},
    {"europe/oslo", 60, TIME_RULE_EU},
    {"europe/paris", 60, TIME_RULE_EU},
    {"europe/prague", 60, TIME_RULE_EU},
    {"europe/riga", 120, TIME_RULE_EU},
    {"europe/rome", 60, TIME_RULE_EU},
    {"europe/sofia", 120, TIME_RULE_EU},
    {"europe/stockholm", 60, TIME_RULE_EU},
    {"europe/tallinn", 120, TIME_RULE_EU},
    {"europe/vienna", 60, TIME_RULE_EU},
    {"europe/vilnius", 120, TIME_RULE_EU},
    {"europe/warsaw", 60, TIME_RULE_EU},
    {"europe/zurich", 60, TIME_RULE_EU},
    {"f", 0, TIME_RULE_NONE},
    {"g", 0, TIME_RULE_NONE},
    {"gmt", 0, TIME_RULE_NONE},
    {"h", 0, TIME_RULE_NONE},
    {"hkt", 480, TIME_RULE_NONE},
    {"hst", -600, TIME_RULE_NONE},
    {"i", 0, TIME_RULE_NONE},
    {"jst", 540, TIME_RULE_NONE},
    {"k", 0, TIME_RULE_NONE},
    {"kst", 540, TIME_RULE_NONE},
    {"l", 0, TIME_RULE_NONE},
    {"m", 0, TIME_RULE_NONE},
    {"mdt", -360, TIME_RULE_NONE},
    {"mest", 120, TIME_RULE_NONE},
    {"mesz", 120, TIME_RULE_NONE},
    {"met", 60, TIME_RULE_NONE},
    {"mez", 60, TIME_RULE_NONE},
    {"msk", 180, TIME_RULE_NONE},
    {"mst", -420, TIME_RULE_NONE},
    {"mt", -420, TIME_RULE_US},
    {"n", 0, TIME_RULE_NONE},
    {"ndt", -150, TIME_RULE_NONE},
    {"nst", -210, TIME_RULE_NONE},
    {"nzdt", 780, TIME_RULE_NONE},
    {"nzst", 720, TIME_RULE_NONE},
    {"o", 0, TIME_RULE_NONE},
    {"p", 0, TIME_RULE_NONE},
    {"pacific/honolulu", -600, TIME_RULE_NONE},
    {"pdt", -420, TIME_RULE_NONE},
    {"pst", -480, TIME_RULE_NONE},
    {"pt", -480, TIME_RULE_US},
    {"q", 0, TIME_RULE_NONE},
    {"r", 0, TIME_RULE_NONE},
    {"s", 0, TIME_RULE_NONE},
    {"sgt", 480, TIME_RULE_NONE},
    {"t", 0, TIME_RULE_NONE},
    {"u", 0, TIME_RULE_NONE},
    {"us/central", -360, TIME_RULE_US},
    {"us/eastern", -300, TIME_RULE_US},
    {"us/mountain", -420, TIME_RULE_US},
    {"us/pacific", -480, TIME_RULE_US},
    {"ut", 0, TIME_RULE_NONE},
    {"utc", 0, TIME_RULE_NONE},
    {"v", 0, TIME_RULE_NONE},
    {"w", 0, TIME_RULE_NONE},
    {"west", 60, TIME_RULE_NONE},
    {"wet", 0, TIME_RULE_NONE},
    {"x", 0, TIME_RULE_NONE},
    {"y", 0, TIME_RULE_NONE},
    {"z", 0, TIME_RULE_NONE},
};

/* The word in lower case, for the scripts of the tables; false when it is longer than any name. */
static bool fold(struct str word, char out[WORD_BYTES + 4])
{
    size_t at = 0, n = 0;

    while (at < word.len) {
        uint32_t code = utf8_next(word, &at);

        if ((code >= 'A' && code <= 'Z') || (code >= 0xC0 && code <= 0xDE) ||
            (code >= 0x391 && code <= 0x3A9) || (code >= 0x410 && code <= 0x42F)) {
            code += 32;
        }
        n += utf8_encode(code, out + n);
        if (n >= WORD_BYTES) {
            return false;
        }
    }
    out[n] = '\0';
    return true;
}

static int compare_name(const void *word, const void *row)
{
    return strcmp(word, ((const struct name *)row)->word);
}

static int compare_zone(const void *word, const void *row)
{
    return strcmp(word, ((const struct time_zone *)row)->name);
}

static const struct name *find(struct str word, const struct name *names, size_t count)
{
    char folded[WORD_BYTES + 4];

    return fold(word, folded) ? bsearch(folded, names, count, sizeof(*names), compare_name) : NULL;
}

int time_month_of(struct str word)
{
    const struct name *name = find(word, month_names, ARRAY_LEN(month_names));

    return name == NULL ? 0 : name->value;
}

int time_weekday_of(struct str word)
{
    const struct name *name = find(word, weekday_names, ARRAY_LEN(weekday_names));

    return name == NULL ? -1 : name->value;
}

const struct time_zone *time_zone_of(struct str word)
{
    char folded[WORD_BYTES + 4];

    return fold(word, folded)
               ? bsearch(folded, zones, ARRAY_LEN(zones), sizeof(zones[0]), compare_zone)
               : NULL;
}

static int64_t last_sunday(int year, int month)
{
    struct time_parts p = {.year = year, .month = month, .day = 31, .hour = 1};
    int64_t t = time_join(&p);

    return t - time_split(t).weekday * 86400;
}

int time_zone_minutes(const struct time_zone *zone, int64_t local)
{
    int64_t utc = local - zone->minutes * 60;
    int year = time_split(local).year;
    bool summer = false;

    switch (zone->rule) {
    case TIME_RULE_NONE:
        break;
    case TIME_RULE_US: /* at the same hour of the clock in every zone */
        summer = time_washington_offset(local + 18000) == -14400;
        break;
    case TIME_RULE_EU:
        summer = utc >= last_sunday(year, 3) && utc < last_sunday(year, 10);
        break;
    }
    return zone->minutes + (summer ? 60 : 0);
}
