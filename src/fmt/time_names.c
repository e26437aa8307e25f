#include "fmt/time_names.h"

static const struct {
    int month;
    const char *names; /* separated by a space */
} month_rows[] = {
    {1, "jan january janvier janv januar jänner jän enero ene gennaio gen"},
    {2, "feb february février fevrier févr fevr fév fev februar febrero febbraio"},
    {3, "mar march mars märz maerz mär mrz marzo"},
    {4, "apr april avril avr abril abr aprile"},
    {5, "may mai mayo maggio mag"},
    {6, "jun june juin juni junio giugno giu"},
    {7, "jul july juillet juil juli julio luglio lug"},
    {8, "aug august août aout agosto ago"},
    {9, "sep sept september septembre septiembre settembre set"},
    {10, "oct october octobre oktober okt octubre ottobre ott"},
    {11, "nov november novembre noviembre"},
    {12, "dec december décembre decembre déc dezember dez diciembre dic dicembre"},
};

static const struct time_zone zones[] = {
    {"z", 0, TIME_RULE_NONE}, //
    {"ut", 0, TIME_RULE_NONE},
    {"utc", 0, TIME_RULE_NONE},
    {"gmt", 0, TIME_RULE_NONE},
    {"etc/utc", 0, TIME_RULE_NONE},
    {"nst", -210, TIME_RULE_NONE},
    {"ndt", -150, TIME_RULE_NONE},
    {"ast", -240, TIME_RULE_NONE},
    {"adt", -180, TIME_RULE_NONE},
    {"est", -300, TIME_RULE_NONE},
    {"edt", -240, TIME_RULE_NONE},
    {"et", -300, TIME_RULE_US},
    {"cst", -360, TIME_RULE_NONE},
    {"cdt", -300, TIME_RULE_NONE},
    {"ct", -360, TIME_RULE_US},
    {"mst", -420, TIME_RULE_NONE},
    {"mdt", -360, TIME_RULE_NONE},
    {"mt", -420, TIME_RULE_US},
    {"pst", -480, TIME_RULE_NONE},
    {"pdt", -420, TIME_RULE_NONE},
    {"pt", -480, TIME_RULE_US},
    {"akst", -540, TIME_RULE_NONE},
    {"akdt", -480, TIME_RULE_NONE},
    {"hst", -600, TIME_RULE_NONE},
    {"wet", 0, TIME_RULE_NONE},
    {"west", 60, TIME_RULE_NONE},
    {"bst", 60, TIME_RULE_NONE},
    {"cet", 60, TIME_RULE_NONE},
    {"cest", 120, TIME_RULE_NONE},
    {"met", 60, TIME_RULE_NONE},
    {"mest", 120, TIME_RULE_NONE},
    {"mez", 60, TIME_RULE_NONE},
    {"mesz", 120, TIME_RULE_NONE},
    {"eet", 120, TIME_RULE_NONE},
    {"eest", 180, TIME_RULE_NONE},
    {"msk", 180, TIME_RULE_NONE},
    {"jst", 540, TIME_RULE_NONE},
    {"kst", 540, TIME_RULE_NONE},
    {"hkt", 480, TIME_RULE_NONE},
    {"sgt", 480, TIME_RULE_NONE},
    {"awst", 480, TIME_RULE_NONE},
    {"acst", 570, TIME_RULE_NONE},
    {"aest", 600, TIME_RULE_NONE},
    {"aedt", 660, TIME_RULE_NONE},
    {"nzst", 720, TIME_RULE_NONE},
    {"nzdt", 780, TIME_RULE_NONE},
    {"america/new_york", -300, TIME_RULE_US},
    {"america/detroit", -300, TIME_RULE_US},
    {"america/toronto", -300, TIME_RULE_US},
    {"america/chicago", -360, TIME_RULE_US},
    {"america/denver", -420, TIME_RULE_US},
    {"america/phoenix", -420, TIME_RULE_NONE},
    {"america/los_angeles", -480, TIME_RULE_US},
    {"america/vancouver", -480, TIME_RULE_US},
    {"america/anchorage", -540, TIME_RULE_US},
    {"pacific/honolulu", -600, TIME_RULE_NONE},
    {"us/eastern", -300, TIME_RULE_US},
    {"us/central", -360, TIME_RULE_US},
    {"us/mountain", -420, TIME_RULE_US},
    {"us/pacific", -480, TIME_RULE_US},
    {"america/sao_paulo", -180, TIME_RULE_NONE},
    {"america/bogota", -300, TIME_RULE_NONE},
    {"america/lima", -300, TIME_RULE_NONE},
    {"europe/london", 0, TIME_RULE_EU},
    {"europe/dublin", 0, TIME_RULE_EU},
    {"europe/lisbon", 0, TIME_RULE_EU},
    {"europe/paris", 60, TIME_RULE_EU},
    {"europe/berlin", 60, TIME_RULE_EU},
    {"europe/madrid", 60, TIME_RULE_EU},
    {"europe/rome", 60, TIME_RULE_EU},
    {"europe/amsterdam", 60, TIME_RULE_EU},
    {"europe/brussels", 60, TIME_RULE_EU},
    {"europe/vienna", 60, TIME_RULE_EU},
    {"europe/zurich", 60, TIME_RULE_EU},
    {"europe/stockholm", 60, TIME_RULE_EU},
    {"europe/oslo", 60, TIME_RULE_EU},
    {"europe/copenhagen", 60, TIME_RULE_EU},
    {"europe/warsaw", 60, TIME_RULE_EU},
    {"europe/prague", 60, TIME_RULE_EU},
    {"europe/budapest", 60, TIME_RULE_EU},
    {"europe/athens", 120, TIME_RULE_EU},
    {"europe/helsinki", 120, TIME_RULE_EU},
    {"europe/bucharest", 120, TIME_RULE_EU},
    {"europe/kiev", 120, TIME_RULE_EU},
    {"europe/kyiv", 120, TIME_RULE_EU},
    {"europe/istanbul", 180, TIME_RULE_NONE},
    {"europe/moscow", 180, TIME_RULE_NONE},
    {"asia/dubai", 240, TIME_RULE_NONE},
    {"asia/kolkata", 330, TIME_RULE_NONE},
    {"asia/calcutta", 330, TIME_RULE_NONE},
    {"asia/shanghai", 480, TIME_RULE_NONE},
    {"asia/hong_kong", 480, TIME_RULE_NONE},
    {"asia/singapore", 480, TIME_RULE_NONE},
    {"asia/taipei", 480, TIME_RULE_NONE},
    {"asia/manila", 480, TIME_RULE_NONE},
    {"asia/tokyo", 540, TIME_RULE_NONE},
    {"asia/seoul", 540, TIME_RULE_NONE},
    {"australia/brisbane", 600, TIME_RULE_NONE},
};

int time_month_of(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(month_rows); i++) {
        struct str rest = str_z(month_rows[i].names), name;

        while (str_split(&rest, ' ', &name)) {
            if (str_eq_nocase(name, word)) {
                return month_rows[i].month;
            }
        }
    }
    return 0;
}

const struct time_zone *time_zone_of(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
        if (str_eq_nocase(str_z(zones[i].name), word)) {
            return &zones[i];
        }
    }
    return NULL;
}
