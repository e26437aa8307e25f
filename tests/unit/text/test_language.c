#include "text/language.h"

#include "unit/test.h"

static struct row {
    const char *name, *text;
    const char *want; /* NULL: nothing tells */
} rows[] = {
    {"English", "The minister met the mayor of the town, and they spoke about the bridge.", "en"},
    {"German", "Der Minister traf die Bürgermeisterin der Stadt und sprach mit ihr.", "de"},
    {"French", "Le ministre a rencontré la maire de la ville et ils ont parlé du pont.", "fr"},
    {"Spanish", "El ministro se reunió con la alcaldesa de la ciudad y habló del puente.", "es"},
    {"Dutch", "De minister sprak met de burgemeester van de stad over de brug en het water.", "nl"},
    {"Swedish", "Ministern träffade borgmästaren i staden och talade med henne om bron.", "sv"},
    {"Russian", "Министр встретился с мэром города, и они говорили о мосте.", "ru"},
    {"Ukrainian", "Міністр зустрівся з мером міста, і вони говорили про міст.", "uk"},
    {"Greek", "Ο υπουργός συναντήθηκε με τον δήμαρχο της πόλης.", "el"},
    {"Arabic", "التقى الوزير رئيس بلدية المدينة", "ar"},
    {"Hindi", "मंत्री ने शहर के मेयर से मुलाकात की।", "hi"},
    {"Japanese, though most of it is Han", "防衛大臣は東京で国防大臣と会談した", "ja"},
    {"Chinese", "国防部长在北京会见了国防大臣", "zh"},
    {"Korean", "장관은 시장을 만났다", "ko"},
    {"Thai", "รัฐมนตรีพบนายกเทศมนตรี", "th"},
    {"names in another script do not decide", "Der Minister traf Иван in der Stadt und sprach.",
     "de"},
    {"a number", "12,345.67", NULL},
    {"a name", "Bo Ek", NULL},
    {"nothing", "", NULL},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    struct str got = language_guess(a, str_z(row->text));

    if (row->want == NULL) {
        assert_null(got.ptr);
    } else {
        assert_str(got, row->want);
    }
    arena_free(a);
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows)];

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests_name("text/language", tests, NULL, NULL);
}
