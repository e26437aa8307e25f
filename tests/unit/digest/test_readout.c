#include "unit/test.h"

#include "core/attr.h"
#include "digest/data.h"
#include "digest/readout.h"
#include "fmt/time.h"
#include "text/data.h"

struct row {
    const char *name, *title, *text, *published;
    const char *
        want; /* kind|principal|counterparts with country|countries|date|spokesperson; NULL: none */
};

static struct row rows[] = {
    {"a release of 01:30 UTC is of the day before in Washington",
     "Readout of Secretary of Defense Abel Corrigan's Meeting With Niger's Minister of Defense "
     "Salifou Moussa",
     "Pentagon Press Secretary Lena Ortiz provided the following readout:\n\nSecretary of Defense "
     "Abel Corrigan met today with Nigerien Minister of Defense Salifou Moussa at the Pentagon. "
     "They discussed regional security and Nigeria.",
     "2024-03-12T01:30:00Z", "meeting|Abel Corrigan|Salifou Moussa NE|NE|2024-03-11|Lena Ortiz"},
    {"a headline in capitals",
     "READOUT OF SECRETARY OF DEFENSE ABEL CORRIGAN\xE2\x80\x99S CALL WITH "
     "GUINEA-BISSAU\xE2\x80\x99S MINISTER OF NATIONAL DEFENSE",
     "Secretary of Defense Abel Corrigan spoke by phone yesterday with Guinea-Bissau\xE2\x80\x99s "
     "Minister of National Defense, Marciano T\xC3\xA9, about fisheries protection.",
     "2024-07-02T12:00:00Z", "call|Abel Corrigan|Marciano T\xC3\xA9 GW|GW|2024-07-01|-"},
    {"a country of six words",
     "Secretary Whitlow's Meeting with Democratic Republic of the Congo Foreign Minister Kabila "
     "Tshala",
     "The below is attributable to Spokesperson Owen Marsh:\n\nSecretary of State Rita Whitlow met "
     "today in Kinshasa with Democratic Republic of the Congo Foreign Minister Kabila Tshala.",
     "2024-05-02T17:00:00Z", "meeting|Rita Whitlow|Kabila Tshala CD|CD|2024-05-02|Owen Marsh"},
    {"a name behind a country, a principal without a name",
     "PM call with the President of Georgia: 3 March 2026",
     "The Prime Minister spoke to the President of Georgia, Mikheil Lomidze, this morning.\n\nHe "
     "thanked the President.",
     "2026-03-03T12:20:00Z", "call|-|Mikheil Lomidze GE|GE|2026-03-03|-"},
    {"a date in brackets", "NATO Secretary General meets the Prime Minister of Montenegro",
     "NATO Secretary General Joris Winkel met the Prime Minister of Montenegro, Milo "
     "Vukovi\xC4\x87, in Podgorica on Tuesday (4 March 2025).",
     "2025-03-04T16:00:00Z", "meeting|Joris Winkel|Milo Vukovi\xC4\x87 ME|ME|2025-03-04|-"},
    {"delegations of a joint statement in its second sentence",
     "Joint Statement by the United States and Mongolia on the Annual Defense Dialogue",
     "The United States and Mongolia held the annual defense dialogue in Ulaanbaatar on September "
     "3, 2024. Deputy Assistant Secretary of Defense Carl Benning and State Secretary of Defense "
     "Bat-Erdene Ganbold led the delegations.",
     "2024-09-04T09:00:00Z", "statement|Carl Benning|Bat-Erdene Ganbold MN|MN|2024-09-03|-"},
    {"three countries in one talk",
     "Readout of Secretary of Defense Abel Corrigan's Trilateral Meeting With Philippine and "
     "Japanese Counterparts",
     "Pentagon Press Secretary Lena Ortiz provided the following readout:\n\nSecretary of Defense "
     "Abel Corrigan met on June 2 in Honolulu with Philippine Secretary of National Defense Jose "
     "Villareal and Japanese Minister of Defense Aiko Hamada.",
     "2024-06-03T03:00:00Z",
     "trilateral|Abel Corrigan|Jose Villareal PH, Aiko Hamada JP|JP PH|2024-06-02|Lena Ortiz"},
    {"an attribution below what is said",
     "Secretary Whitlow's Call with Chilean Foreign Minister Rojas",
     "Secretary of State Rita Whitlow spoke today with Chilean Foreign Minister Pablo Rojas. They "
     "discussed copper.\n\nThe above is attributable to Spokesperson Owen Marsh.",
     "2024-05-02T17:00:00Z", "call|Rita Whitlow|Pablo Rojas CL|CL|2024-05-02|Owen Marsh"},
    {"an office of a party",
     "Readout of National Security Advisor Dean Karr's Meeting with Chinese Communist Party "
     "Politburo Member Gao Lin",
     "National Security Advisor Dean Karr met today in Bangkok, Thailand, with Gao Lin, Chinese "
     "Communist Party Politburo Member.",
     "2024-05-02T17:00:00Z", "meeting|Dean Karr|Gao Lin CN|CN|2024-05-02|-"},
    {"a principal of the United Nations without a name",
     "Readout of the Secretary-General's meeting with H.E. Mr. Omar Haddad, Minister for Foreign "
     "Affairs of the Republic of Iraq",
     "The Secretary-General met with H.E. Mr. Omar Haddad, Minister for Foreign Affairs of the "
     "Republic of Iraq.",
     "2024-05-02T17:00:00Z", "meeting|-|Omar Haddad IQ|IQ|2024-05-02|-"},
    {"ranks and services are no part of names and titles",
     "Readout of Chairman of the Joint Chiefs of Staff Gen. Mark Dillard's Meeting With Brazil's "
     "Chief of the Joint Staff of the Armed Forces Adm. Paulo Teixeira",
     "Joint Staff Spokesperson Air Force Col. Amy Grant provides the following "
     "readout:\n\nChairman of the Joint Chiefs of Staff Gen. Mark Dillard met today with Brazil's "
     "Chief of the Joint Staff of the Armed Forces, Adm. Paulo Teixeira, at the Pentagon.",
     "2024-10-22T20:00:00Z", "meeting|Mark Dillard|Paulo Teixeira BR|BR|2024-10-22|Amy Grant"},
    {"a visit, its last day, a host without a country",
     "Readout of Secretary of Defense Abel Corrigan's Visit to Romania",
     "Secretary of Defense Abel Corrigan visited Bucharest on July 9 and 10, where he met with "
     "Minister of National Defense Radu Ionescu.",
     "2024-07-10T15:00:00Z", "visit|Abel Corrigan|Radu Ionescu RO|RO|2024-07-10|-"},
    {"several calls, countries without names",
     "Readout of Secretary of Defense Abel Corrigan's Phone Calls With Defense Ministers From "
     "Norway, Denmark and Iceland",
     "Secretary of Defense Abel Corrigan spoke today with the defense ministers of Norway, Denmark "
     "and Iceland.",
     "2023-04-24T18:00:00Z", "multilateral|Abel Corrigan||DK IS NO|2023-04-24|-"},
    {"a counterpart of a demonym, an honorific, particles of a name",
     "National Security Advisor Paul Ferris's Meeting with Saudi Counterpart Musaid bin Turki Al "
     "Qahtani",
     "National Security Advisor Paul Ferris met yesterday with his Saudi counterpart, National "
     "Security Adviser Dr. Musaid bin Turki Al Qahtani, at the White House.",
     "2025-03-19T01:30:00Z", "meeting|Paul Ferris|Musaid bin Turki Al Qahtani SA|SA|2025-03-17|-"},
    {"a principal with a country of his own",
     "Telephone conversation with President of Kazakhstan Nurlan Abenov",
     "President of Russia Anton Belov had a telephone conversation with President of Kazakhstan "
     "Nurlan Abenov on 5 June 2025.",
     "2025-06-05T15:00:00Z", "call|Anton Belov|Nurlan Abenov KZ|KZ|2025-06-05|-"},
    {"an officer with his office behind the name",
     "Secretary of the Army Nina Castillo Hosts Jordanian Chief of Defense",
     "Secretary of the Army Nina Castillo hosted Maj. Gen. Yousef Al-Khatib, chairman of the joint "
     "chiefs of staff of the Jordanian Armed Forces, at the Pentagon on Jan. 30.",
     "2025-01-31T15:00:00Z", "meeting|Nina Castillo|Yousef Al-Khatib JO|JO|2025-01-30|-"},
    {"a person with the name of a country",
     "Secretary Jordan Blake's Call with Chadian Foreign Minister Mahamat Saleh",
     "Secretary of State Jordan Blake spoke today with Chadian Foreign Minister Mahamat Saleh.",
     "2024-02-20T17:00:00Z", "call|Jordan Blake|Mahamat Saleh TD|TD|2024-02-20|-"},
    {"two presidents of one side",
     "President Costa and President von Ahlen meet Prime Minister of Iceland",
     "European Council President Rui Costa and European Commission President Greta von Ahlen met "
     "with the Prime Minister of Iceland, Sigr\xC3\xBAn J\xC3\xB3nsd\xC3\xB3ttir, in Brussels on "
     "17 July 2025.",
     "2025-07-17T12:00:00Z",
     "meeting|Rui Costa|Sigr\xC3\xBAn J\xC3\xB3nsd\xC3\xB3ttir IS|IS|2025-07-17|-"},
    {"a joint statement with a side first",
     "Joint Statement of the Trilateral Meeting of Australia, Japan and India",
     "The Foreign Minister of Australia, Kate Harmon, the Foreign Minister of Japan, Kenta "
     "Ishiguro, and the External Affairs Minister of India, Arvind Rao, met in Canberra on 4 May "
     "2025.",
     "2025-05-05T01:00:00Z",
     "statement|Kate Harmon|Kenta Ishiguro JP, Arvind Rao IN|IN JP|2025-05-04|-"},
    {"nobody is named", "Readout of the Secretary's Call With the Foreign Minister of South Sudan",
     "The Secretary of State spoke today with the Foreign Minister of South Sudan. They discussed "
     "elections.",
     "2024-05-06T12:00:00Z", "call|-||SS|2024-05-06|-"},
    {"an announcement is none",
     "Secretary of Defense Abel Corrigan to Host Romania's Minister of National Defense",
     "Secretary of Defense Abel Corrigan will host Romanian Minister of National Defense Radu "
     "Ionescu on Friday.",
     "2024-03-11T15:00:00Z", NULL},
    {"a transcript is none",
     "Secretary Whitlow and Foreign Minister Rusu of Moldova Before Their Meeting",
     "SECRETARY WHITLOW: Welcome.\n\nFOREIGN MINISTER RUSU: Thank you.", "2024-05-06T12:00:00Z",
     NULL},
    {"a statement on a day is none",
     "Statement by President Alvarez on the Anniversary of the Treaty with Japan",
     "Today we mark the anniversary. I spoke last year in Tokyo about our friendship.",
     "2024-05-06T12:00:00Z", NULL},
    {"a journey to come is none", "Secretary Whitlow's Travel to Ghana and Togo",
     "Secretary of State Rita Whitlow will travel to Accra and Lome. She met with the Foreign "
     "Minister of Ghana, Ama Boateng, last year.",
     "2024-05-06T12:00:00Z", NULL},
    {"an article about readouts is none", "How the Readout Became Diplomacy's Favorite Genre",
     "On Monday, Secretary of State Rita Whitlow spoke with French Foreign Minister Paul Roche. "
     "The readout was 60 words.",
     "2024-05-06T12:00:00Z", NULL},
    {"a visit to troops is none", "Secretary Corrigan Visits Troops in Texas",
     "Secretary of Defense Abel Corrigan visited soldiers at Fort Bliss on Tuesday and met with "
     "Gov. Ron Aldous.",
     "2024-05-06T12:00:00Z", NULL},
    {"people and countries who are only talked about",
     "Readout of Secretary of Defense Abel Corrigan's Meeting With Finland's Minister of Defence "
     "Eero Salmi",
     "Pentagon Press Secretary Lena Ortiz provided the following readout:\n\nSecretary of Defense "
     "Abel Corrigan met with Finnish Minister of Defence Eero Salmi at the Pentagon today.\n\nThe "
     "two leaders discussed support for Ukraine and the forthcoming visit of President Mateo Ruiz "
     "of Colombia. Secretary Corrigan thanked Minister Salmi for Finland's contributions.",
     "2024-03-12T19:00:00Z", "meeting|Abel Corrigan|Eero Salmi FI|FI|2024-03-12|Lena Ortiz"},
    {"a day to come is not the day",
     "Readout of Secretary of Defense Abel Corrigan's Call With Lebanon's Armed Forces Commander "
     "Gen. Fadi Khoury",
     "Pentagon Press Secretary Lena Ortiz provided the following readout:\n\nSecretary of Defense "
     "Abel Corrigan spoke by phone on October 3 with Lebanese Armed Forces Commander Gen. Fadi "
     "Khoury. They will meet again on November 12.",
     "2024-10-04T01:00:00Z", "call|Abel Corrigan|Fadi Khoury LB|LB|2024-10-03|Lena Ortiz"},
    {"an own official who joined",
     "Readout of Deputy Secretary of Defense Ines Calder's Meeting With Singapore's Permanent "
     "Secretary for Defence Development Goh Wei Ming",
     "Pentagon Press Secretary Lena Ortiz provided the following readout:\n\nDeputy Secretary of "
     "Defense Ines Calder met with Singapore's Permanent Secretary for Defence Development Goh Wei "
     "Ming on Wednesday. They were joined by Under Secretary of Defense for Research and "
     "Engineering Todd Ames.",
     "2024-06-06T16:00:00Z", "meeting|Ines Calder|Goh Wei Ming SG|SG|2024-06-05|Lena Ortiz"},
    {"an organisation has no country", "PM meeting with NATO Secretary General Winkel: 9 July 2025",
     "The Prime Minister welcomed the NATO Secretary General, Joris Winkel, to Downing Street "
     "today.",
     "2025-07-09T12:00:00Z", "meeting|-|Joris Winkel -||2025-07-09|-"},
    {"two officials of one country",
     "Readout of Secretary of War Glenn Porter's Meeting With Japan's Prime Minister and Defense "
     "Minister",
     "Secretary of War Glenn Porter met on October 28 in Tokyo with Japanese Prime Minister Haruka "
     "Endo and Defense Minister Shin Tabata.",
     "2025-10-29T02:40:00Z", "meeting|Glenn Porter|Haruka Endo JP, Shin Tabata JP|JP|2025-10-28|-"},
    {"separate meetings with three",
     "Readout of Secretary of War Glenn Porter's Meetings in Kuala Lumpur",
     "Secretary of War Glenn Porter met in Kuala Lumpur on Oct. 31 with Malaysian Minister of "
     "Defence Khalid Nordin Shah, Indian Minister of Defence Arun Mehta and Philippine Secretary "
     "of National Defense Jose Villareal. He held separate meetings with each.",
     "2025-10-31T20:40:00Z",
     "multilateral|Glenn Porter|Khalid Nordin Shah MY, Arun Mehta IN, Jose Villareal PH|IN MY "
     "PH|2025-10-31|-"},
    {"a range of days with its month twice",
     "Readout of Assistant Secretary of Defense for International Security Affairs Celia Danner's "
     "Visit to C\xC3\xB4te d\xE2\x80\x99Ivoire",
     "Assistant Secretary of Defense for International Security Affairs Celia Danner visited "
     "Abidjan from January 22 to January 24 and met with Minister of State for Defense "
     "T\xC3\xA9n\xC3\xA9 Coulibaly.",
     "2024-01-25T15:00:00Z", "visit|Celia Danner|T\xC3\xA9n\xC3\xA9 Coulibaly CI|CI|2024-01-24|-"},
    {"a king", "Readout of President Alvarez's Call with King Tariq II of Jordan",
     "President Diane Alvarez spoke today with His Majesty King Tariq II of Jordan.",
     "2024-05-01T17:30:00Z", "call|Diane Alvarez|Tariq II JO|JO|2024-05-01|-"},
    {"a title with and",
     "Secretary of the Navy Carl Ostrander Meets With Chile's Commander in Chief of the Navy Adm. "
     "Juan Pizarro",
     "Secretary of the Navy Carl Ostrander met with Chilean Commander in Chief of the Navy Adm. "
     "Juan Pizarro in Valparaiso, Chile, on March 31, 2025.",
     "2025-04-01T14:00:00Z", "meeting|Carl Ostrander|Juan Pizarro CL|CL|2025-03-31|-"},
    {"December in a release of January",
     "Acting Assistant Secretary of State Dylan Park's Meeting with North Macedonia's Deputy "
     "Foreign Minister Elena Trajkova",
     "Acting Assistant Secretary of State for European and Eurasian Affairs Dylan Park met with "
     "North Macedonian Deputy Foreign Minister Elena Trajkova on December 30.",
     "2025-01-02T14:00:00Z", "meeting|Dylan Park|Elena Trajkova MK|MK|2024-12-30|-"},
    {"a courtesy call is a meeting",
     "Minister for Foreign Affairs Kenta Ishiguro receives a courtesy call from the Foreign "
     "Minister of Timor-Leste",
     "On February 3, Minister for Foreign Affairs Kenta Ishiguro received a courtesy call from "
     "Foreign Minister Bento Soares of Timor-Leste at the Ministry of Foreign Affairs.",
     "2025-02-03T10:00:00Z", "meeting|Kenta Ishiguro|Bento Soares TL|TL|2025-02-03|-"},
    {"opening remarks are none",
     "Secretary of Defense Abel Corrigan's Opening Remarks at the Meeting of the Defense Contact "
     "Group",
     "Thank you all. I met this morning with Minister of Defence Hugh Langford of the United "
     "Kingdom.",
     "2024-03-12T19:00:00Z", NULL},
    {"senators are of the same country", "Defense Secretary Meets With Senators on Budget",
     "Secretary of Defense Abel Corrigan met with Senator Ron Aldous and Senator Mary Pike on "
     "Capitol Hill Tuesday.",
     "2024-03-12T19:00:00Z", NULL},
    {"no day in the text is the day of publication",
     "Readout of Secretary Poe's Call With Peru's Minister Ana Rojas",
     "Secretary of State Ann Poe spoke with Peru's Foreign Minister Ana Rojas.",
     "2024-02-20T17:00:00Z", "call|Ann Poe|Ana Rojas PE|PE|2024-02-20|-"},
    {"no day at all is absent", "Readout of Secretary Poe's Call With Peru's Minister Ana Rojas",
     "Secretary of State Ann Poe spoke today with Peru's Foreign Minister Ana Rojas.", "",
     "call|Ann Poe|Ana Rojas PE|PE|-|-"},
    {"a day of last night", "Readout of Secretary Poe's Call With Peru's Minister Ana Rojas",
     "Secretary of State Ann Poe spoke last night with Peru's Foreign Minister Ana Rojas.",
     "2024-02-20T17:00:00Z", "call|Ann Poe|Ana Rojas PE|PE|2024-02-19|-"},
    {"a range over the end of a month", "Readout of Secretary Poe's Visit to Peru",
     "Secretary of State Ann Poe visited Lima from April 30 to May 2 and met Foreign Minister Ana "
     "Rojas.",
     "2024-05-03T17:00:00Z", "visit|Ann Poe|Ana Rojas PE|PE|2024-05-02|-"},
    {"days joined by a dash", "Readout of Secretary Poe's Visit to Peru",
     "Secretary of State Ann Poe visited Lima May 28-29, 2023, and met Foreign Minister Ana Rojas.",
     "2024-05-03T17:00:00Z", "visit|Ann Poe|Ana Rojas PE|PE|2023-05-29|-"},
    {"a city stands for its country", "Readout of Secretary Poe's Visit",
     "Secretary of State Ann Poe visited Phnom Penh today.", "2024-05-03T17:00:00Z",
     "visit|Ann Poe||KH|2024-05-03|-"},
    {"a day that ends its sentence",
     "Readout of Secretary Poe's Meeting With Peru's Minister Ana Rojas",
     "Secretary of State Ann Poe met Peru's Foreign Minister Ana Rojas on Aug. 6.",
     "2024-08-07T17:00:00Z", "meeting|Ann Poe|Ana Rojas PE|PE|2024-08-06|-"},
    {"a demonym of two countries leaves it to the text",
     "Secretary Poe's Call With Congolese Foreign Minister Rojas",
     "Secretary of State Ann Poe spoke with Foreign Minister Ana Rojas of the Democratic Republic "
     "of the Congo.",
     "2024-08-07T17:00:00Z", "call|Ann Poe|Ana Rojas CD|CD|2024-08-07|-"},
    {"speaking in a place is a meeting", "Secretary Poe Speaks With Peru's Minister Ana Rojas",
     "Secretary of State Ann Poe spoke with Peru's Foreign Minister Ana Rojas on the margins of "
     "the assembly.",
     "2024-08-07T17:00:00Z", "meeting|Ann Poe|Ana Rojas PE|PE|2024-08-07|-"},
    {"questions and answers are none", "Secretary Poe's Call With Peru's Minister Ana Rojas",
     "Q. Did you speak? I met Peru's Foreign Minister Ana Rojas.", "2024-08-07T17:00:00Z", NULL},
    {"a call for something is none", "Secretary Poe's Meeting on Peru",
     "Secretary of State Ann Poe called for talks with Foreign Minister Ana Rojas of Peru.",
     "2024-08-07T17:00:00Z", NULL},
    {"an empty text is none", "Readout of a Call", "", "2024-05-03T17:00:00Z", NULL},
    {"an empty headline is none", "",
     "Secretary of State Ann Poe met Peru's Foreign Minister Ana Rojas.", "2024-05-03T17:00:00Z",
     NULL},
    {"a question is none", "Was There a Meeting With Peru?",
     "Secretary of State Ann Poe met Peru's Foreign Minister Ana Rojas.", "2024-05-03T17:00:00Z",
     NULL},
};

static void add(struct buf *b, struct str s)
{
    buf_add(b, s.ptr == NULL ? STR("-") : s);
}

static void test_row(void **state)
{
    const struct row *row = *state;
    struct arena *a = arena_new();
    const struct readout_input in = {str_z(row->title), str_z(row->text),
                                     time_parse(str_z(row->published), NULL)};
    struct readout r;
    struct buf b = {0};
    size_t i;

    digest_readout(a, &in, &r);
    assert_int_equal(r.is_readout, row->want != NULL);
    if (row->want == NULL) {
        assert_null(r.principal);
        assert_null(r.kind.ptr);
        assert_int_equal(r.counterpart_count + r.country_count, 0);
        arena_free(a);
        return;
    }
    add(&b, r.kind);
    buf_add_char(&b, '|');
    add(&b, r.principal->name);
    buf_add_char(&b, '|');
    for (i = 0; i < r.counterpart_count; i++) {
        buf_add_z(&b, i == 0 ? "" : ", ");
        add(&b, r.counterparts[i].name);
        buf_add_char(&b, ' ');
        add(&b, r.counterparts[i].country);
    }
    buf_add_char(&b, '|');
    for (i = 0; i < r.country_count; i++) {
        buf_add_z(&b, i == 0 ? "" : " ");
        add(&b, r.countries[i]);
    }
    buf_add_char(&b, '|');
    add(&b, r.date);
    buf_add_char(&b, '|');
    add(&b, r.spokesperson == NULL ? STR_NULL : r.spokesperson->name);
    assert_str(buf_str(&b, a), row->want);
    arena_free(a);
}

static void test_titles(void **state)
{
    struct arena *a = arena_new();
    const struct readout_input in = {
        STR("Readout of Secretary Poe's Meeting With Peru's Minister for Women Ana Rojas"),
        STR("Secretary of State Ann Poe met today with Peru's Minister for Women Ana Rojas about "
            "air "
            "defense, maritime exercises and maritime training."),
        0};
    struct readout r;

    (void)state;
    digest_readout(a, &in, &r);
    assert_str(r.principal->title, "Secretary of State");
    assert_str(r.counterparts[0].title, "Minister for Women");
    assert_int_equal(r.topic_count, 4);
    assert_str(r.topics[0], "air defense");
    arena_free(a);
}

/* data_find() bisects, so a file out of order would lose lines. */
/* Titles as written, without the country, however long its name; a service is a part of an office. */
static void test_whole_titles(void **state)
{
    const struct readout_input in = {
        STR("Commandant of the Marine Corps Meets Iraqi Minister"),
        STR("Commandant of the Marine Corps Gen. Carl Oakes met with Omar Haddad, Minister for "
            "Foreign Affairs of the Republic of Iraq, on May 2."),
        time_parse(STR("2024-05-02T17:00:00Z"), NULL)};
    struct arena *a = arena_new();
    struct readout r;

    (void)state;
    digest_readout(a, &in, &r);
    assert_true(r.is_readout);
    assert_str(r.principal->title, "Commandant of the Marine Corps");
    assert_str(r.principal->name, "Carl Oakes");
    assert_str(r.counterparts[0].title, "Minister for Foreign Affairs");
    assert_str(r.counterparts[0].country, "IQ");
    arena_free(a);
}

static void test_data(void **state)
{
    const struct str files[] = {data_capitals, data_countries, data_headlines, data_titles,
                                data_topics};
    size_t i;

    (void)state;
    for (i = 0; i < ARRAY_LEN(files); i++) {
        struct str rest = files[i], line, last = STR_NULL, key;

        while (str_split(&rest, '\n', &line) && line.len > 0) {
            key = line;
            assert_true(str_split(&line, '\t', &key));
            assert_true(last.ptr == NULL || str_cmp(last, key) < 0);
            assert_non_null(data_find(files[i], key).ptr);
            last = key;
        }
    }
}

int main(void)
{
    struct CMUnitTest tests[ARRAY_LEN(rows) + 3] = {
        {.name = "titles and topics come as written", .test_func = test_titles},
        {.name = "titles are whole, and without the country", .test_func = test_whole_titles},
        {.name = "data files are in order", .test_func = test_data},
    };
    size_t i;

    for (i = 0; i < ARRAY_LEN(rows); i++) {
        tests[i + 3] = (struct CMUnitTest){
            .name = rows[i].name, .test_func = test_row, .initial_state = &rows[i]};
    }
    return cmocka_run_group_tests_name("digest/readout", tests, NULL, NULL);
}
