/* Pages that came with status 200: which are articles, and what the others are. */
#include "unit/test.h"

#include "article/extract.h"

#define ARTICLE_HALF                                                                             \
    "<p>The minister met the mayor of the town on Monday, and they spoke about the bridge, the " \
    "road and the school that will be built next year. Work will begin in the spring.</p>"
#define ARTICLE ARTICLE_HALF ARTICLE_HALF
#define SHORT                                                                                 \
    "<p>Secretary Ann Lee met Minister Bo Ek of Norway at the Pentagon today to discuss air " \
    "defense. They agreed to meet again.</p>"
#define WALL_HALF                                                                                  \
    "<p>We and our 842 partners store and/or access information on a device, such as unique IDs "  \
    "in cookies, to process personal data. You may accept or manage your choices by clicking "     \
    "below, including your right to object where legitimate interest is used, or at any time in "  \
    "the privacy policy page.</p><p>These choices will be signaled to our partners and will not "  \
    "affect browsing data. We and our partners process data to provide: use precise geolocation "  \
    "data, actively scan device characteristics for identification, store and/or access "          \
    "information on a device, personalised advertising and content, advertising and content "      \
    "measurement, audience research and services development.</p><p>You can change your settings " \
    "at any time, including withdrawing your consent, by using the toggles on the Cookie Policy, " \
    "or by clicking on the manage consent button at the bottom of the screen. Functional cookies " \
    "are always active. Preferences, statistics and marketing cookies need your consent. The "     \
    "technical storage or access is strictly necessary for the legitimate purpose of enabling "    \
    "the use of a specific service explicitly requested by the subscriber or user.</p><p>Vendors " \
    "can use your data based on your consent or based on a legitimate interest. List of partners " \
    "(vendors). Your personal data will be processed and information from your device may be "     \
    "stored by, accessed by and shared with third party vendors, or used specifically by this "    \
    "site.</p>"
#define WALL WALL_HALF WALL_HALF

static struct row {
    const char *name, *page;
    const char *want; /* NULL: an article */
} rows[] = {
    {"consent before a search",
     "<title>Before you continue to Google Search</title><h1>Before you continue to "
     "Google</h1><p>We use cookies and data to deliver and maintain services.</p><button>Accept "
     "all</button><button>Reject all</button>",
     "consent wall"},
    {"a long wall of consent",
     "<title>The Daily News</title><div><h1>Your privacy, your choice</h1>" WALL
     "<button>Accept</button><button>Manage options</button></div>",
     "consent wall"},
    {"a wall that is left by a link",
     "<title>Minister meets mayor - The Daily News</title><div><h2>We care about your "
     "data</h2>" WALL "<a href='#'>Agree and close</a></div>",
     "consent wall"},
    {"a wall with the owner's name",
     "<title>Yahoo is part of the Yahoo family of brands</title><form><h1>Yahoo is part of the "
     "Yahoo family of brands</h1><p>When you use our sites and apps, we use cookies to provide our "
     "sites and apps to you, authenticate users, apply security measures, and measure your use. If "
     "you click 'Accept all', we and our partners, including 235 who are part of the IAB "
     "Transparency &amp; Consent Framework, will also store and/or access information on a device "
     "and use precise geolocation data and other personal data.</p><button>Accept "
     "all</button><button>Reject all</button><button>Manage privacy settings</button></form>",
     "consent wall"},
    {"a wall in German",
     "<html lang=de><title>Zustimmung erforderlich</title><h1>Mit Werbung "
     "weiterlesen</h1><p>Besuchen Sie uns wie gewohnt mit Werbung und Tracking. Wir und unsere "
     "Partner verwenden Cookies und verarbeiten personenbezogene Daten, um Inhalte und Anzeigen zu "
     "personalisieren. Ihre Einwilligung ist jederzeit widerrufbar in der "
     "Datenschutzerklärung.</p><button>Akzeptieren und weiter</button>",
     "consent wall"},
    {"a wall in French",
     "<html lang=fr><title>Le Journal</title><h1>Le respect de votre vie privée est notre "
     "priorité</h1><p>Avec votre accord, nos partenaires et nous utilisons des cookies ou "
     "technologies similaires pour stocker et accéder à des informations personnelles comme votre "
     "visite sur ce site. Vous pouvez retirer votre consentement à tout moment.</p><a "
     "href=#>Continuer sans accepter</a><button>Tout accepter</button>",
     "consent wall"},
    {"a wall in Spanish",
     "<html lang=es><title>El Diario</title><h1>Valoramos tu privacidad</h1><p>Nosotros y nuestros "
     "socios almacenamos o accedemos a información en un dispositivo, como cookies, y procesamos "
     "datos personales. Puedes dar tu consentimiento o "
     "rechazarlo.</p><button>Aceptar</button><button>Más opciones</button>",
     "consent wall"},
    {"a wall in Dutch",
     "<html lang=nl><title>Privacy instellingen</title><h1>Wij waarderen uw privacy</h1><p>Wij en "
     "onze partners gebruiken cookies en verwerken persoonsgegevens om advertenties te "
     "personaliseren. Door op akkoord te klikken geeft u toestemming.</p><button>Akkoord</button>",
     "consent wall"},
    {"a short article under a banner about cookies",
     "<title>Minister meets mayor</title><div class=cookie-banner><p>We value your privacy. We and "
     "our partners use cookies to personalise content and advertising and process personal "
     "data.</p><button>Accept all cookies</button></div><main><h1>Minister meets mayor</h1>" SHORT
     "</main>",
     NULL},
    {"an article under a banner without a name",
     "<title>Minister meets mayor</title><div id=onetrust><p>We use cookies. By continuing you "
     "accept our cookie policy.</p><button>Accept</button></div><article><h1>Minister meets "
     "mayor</h1>" ARTICLE "</article>",
     NULL},
    {"an article about consent",
     "<title>Regulator fines firm over cookies</title><article><h1>Regulator fines firm over "
     "cookies</h1><p>The privacy regulator fined the firm two million euros on Monday because its "
     "consent banner for cookies did not let people refuse. The firm said that it processes "
     "personal data lawfully and that its partners had agreed to the rules on privacy. The court "
     "will hear the case on consent in May.</p><p>The privacy regulator fined the firm two million "
     "euros on Monday because its consent banner for cookies did not let people refuse. The firm "
     "said that it processes personal data lawfully and that its partners had agreed to the rules "
     "on privacy. The court will hear the case on consent in May.</p></article><div "
     "class=banner><button>Accept</button></div>",
     NULL},
    {"a refusal of a network's edge",
     "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have "
     "permission to access \"http://x/\" on this server.<P>Reference #18.1.2.3</BODY></HTML>",
     "access denied"},
    {"a check of the browser",
     "<title>Just a moment...</title><h1>www.x.example</h1><p>Verifying you are human. This may "
     "take a few seconds.</p><noscript>Enable JavaScript and cookies to "
     "continue</noscript><p>www.x.example needs to review the security of your connection before "
     "proceeding.</p>",
     "access denied"},
    {"a block by a security service",
     "<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1><p>You "
     "are unable to access x.example</p><p>This website is using a security service to protect "
     "itself from online attacks. The action you just performed triggered the security solution. "
     "There are several actions that could trigger this block including submitting a certain word "
     "or phrase, a SQL command or malformed data.</p>",
     "access denied"},
    {"an interruption for robots",
     "<title>Pardon Our Interruption</title><h1>Pardon Our Interruption</h1><p>As you were "
     "browsing something about your browser made us think you were a bot. There are a few reasons "
     "this might happen: You've disabled JavaScript in your web browser. You're a power user "
     "moving through this website with super-human speed.</p>",
     "access denied"},
    {"a script that looks for robots",
     "<title>x.example</title><p id=cmsg>Please enable JS and disable any ad "
     "blocker</p><script>var dd={}</script>",
     "access denied"},
    {"a button to be held",
     "<title>Access to this page has been denied</title><h1>Press &amp; Hold to confirm you are a "
     "human (and not a bot).</h1><p>Reference ID 1234</p>",
     "access denied"},
    {"unusual traffic",
     "<title>Sorry...</title><p>Our systems have detected unusual traffic from your computer "
     "network. This page checks to see if it's really you sending the requests, and not a robot. "
     "Why did this happen?</p>",
     "access denied"},
    {"too many requests",
     "<title>429 Too Many Requests</title><h1>Too Many Requests</h1><p>You have sent too many "
     "requests in a given amount of time. Please try again later.</p>",
     "access denied"},
    {"a country that is not served",
     "<title>Unavailable</title><h1>451: Unavailable due to legal reasons</h1><p>We recognize you "
     "are attempting to access this website from a country belonging to the European Economic Area "
     "(EEA) including the EU which enforces the General Data Protection Regulation (GDPR) and "
     "therefore access cannot be granted at this time.</p>",
     "access denied"},
    {"a login",
     "<title>Log in | Example</title><form><h1>Log in to continue</h1><p>You must be logged in to "
     "view this page. Enter your email address and password.</p><input type=password><button>Log "
     "in</button></form>",
     "login wall"},
    {"a missing page in German",
     "<html lang=de><title>Seite nicht gefunden - Nachrichten</title><h1>Seite nicht "
     "gefunden</h1><p>Die von Ihnen aufgerufene Seite existiert leider nicht mehr. Bitte prüfen "
     "Sie die Adresse oder gehen Sie zur Startseite.</p>",
     "error page"},
    {"a missing page in French",
     "<html lang=fr><title>Page introuvable</title><h1>Page introuvable</h1><p>La page que vous "
     "recherchez n'existe pas ou a été déplacée. Revenez à la page d'accueil.</p>",
     "error page"},
    {"a missing page in Spanish",
     "<html lang=es><title>Página no encontrada | Gobierno</title><h1>Error 404</h1><p>Lo "
     "sentimos, la página que busca no existe o ha cambiado de dirección.</p>",
     "error page"},
    {"a missing page without a title",
     "<title>The Daily News</title><h1>Oops! That page can't be found.</h1><p>It looks like "
     "nothing was found at this location. Maybe try one of the links below or a search?</p>",
     "error page"},
    {"a number for a heading",
     "<title>The Daily News</title><h1>404</h1><p>We can't find the page you're looking for. It "
     "may have been moved or deleted.</p>",
     "error page"},
    {"a server without a site",
     "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1><p>If you see this page, the nginx "
     "web server is successfully installed and working. Further configuration is required.</p>",
     "error page"},
    {"a server's sample page",
     "<title>Apache2 Debian Default Page: It works</title><p>This is the default welcome page used "
     "to test the correct operation of the Apache2 server after installation on Debian "
     "systems.</p>",
     "error page"},
    {"an error of the site's software",
     "<title>WordPress &rsaquo; Error</title><p>There has been a critical error on this "
     "website.</p><p>Learn more about troubleshooting WordPress.</p>",
     "error page"},
    {"an error of the database",
     "<title>Database Error</title><h1>Error establishing a database connection</h1>",
     "error page"},
    {"maintenance told in the heading",
     "<title>The Daily News</title><h1>We'll be back soon!</h1><p>Sorry for the inconvenience but "
     "we're performing some maintenance at the moment. We'll be back online shortly.</p>",
     "error page"},
    {"maintenance told in the title",
     "<title>Site Under Maintenance</title><p>Our site is currently undergoing scheduled "
     "maintenance. Please check back soon.</p>",
     "error page"},
    {"a domain for sale",
     "<title>x.example</title><h1>x.example</h1><p>This domain is for sale! The domain x.example "
     "is available. Buy this domain.</p>",
     "error page"},
    {"a suspended account",
     "<title>Account Suspended</title><h1>This Account has been suspended.</h1><p>Contact your "
     "hosting provider for more information.</p>",
     "error page"},
    {"an error of the application",
     "<title>Runtime Error</title><h1>Server Error in '/' Application.</h1><h2><i>Runtime "
     "Error</i></h2><p>Description: An application error occurred on the server. The current "
     "custom error settings for this application prevent the details of the application error from "
     "being viewed remotely (for security reasons). It could, however, be viewed by browsers "
     "running on the local server machine.</p>",
     "error page"},
    {"a stack trace",
     "<b>Fatal error</b>: Uncaught Error: Call to undefined function x() in "
     "/var/www/html/index.php:3 Stack trace: #0 {main} thrown in <b>/var/www/html/index.php</b> on "
     "line <b>3</b>",
     "error page"},
    {"a number before the message",
     "<title>x.example | 504: Gateway time-out</title><h1>Gateway time-out Error code "
     "504</h1><p>The web server reported a gateway time-out error.</p>",
     "error page"},
    {"a message without a title",
     "<html><body><h1>502 Bad Gateway</h1>The server returned an invalid or incomplete "
     "response.</body></html>",
     "error page"},
    {"a queue",
     "<title>You are now in line</title><h1>You are in a virtual queue</h1><p>Thank you for your "
     "interest. When it is your turn, you will have 10 minutes to enter the website.</p>",
     "access denied"},
    {"a hotel's network",
     "<title>Welcome to Hotel Wi-Fi</title><h1>Welcome</h1><p>Enter your room number and last name "
     "to access the internet. By connecting you agree to the terms of use.</p><form><input "
     "name=room><button>Connect</button></form>",
     "captive portal"},
    {"an airport's network",
     "<title>Free Airport WiFi</title><h1>Free WiFi</h1><p>Watch a short video to connect to our "
     "free wireless network. I accept the terms and conditions.</p><button>Get online</button>",
     "captive portal"},
    {"a network's login",
     "<HTML><HEAD><TITLE>Authentication Required</TITLE></HEAD><BODY>You must log in to this "
     "network before you can access the Internet.</BODY></HTML>",
     "captive portal"},
    {"a network's login in German",
     "<html lang=de><title>WLAN Anmeldung</title><h1>WLAN-Zugang</h1><p>Bitte akzeptieren Sie die "
     "Nutzungsbedingungen, um das Internet zu nutzen.</p><button>Verbinden</button>",
     "captive portal"},
    {"a redirection without a text",
     "<html><head><title>Success?</title><meta http-equiv=refresh content='0; "
     "url=http://portal.example/login'></head><body></body></html>",
     "no text"},
    {"an element for a script",
     "<title>News</title><app-root></app-root><script src=main.js></script>", "script only"},
    {"a page that is loading",
     "<title>News</title><div id=app><div class=loader>Loading...</div></div><script "
     "src=main.js></script>",
     "script only"},
    {"a hint for those without scripts",
     "<title>News</title><div id=root></div><noscript>You need to enable JavaScript to run this "
     "app.</noscript><script src=x></script>",
     "script only"},
    {"a wish for scripts",
     "<title>News</title><div id=root><p>Please turn on JavaScript in your browser to view this "
     "site.</p></div><script src=x></script>",
     "script only"},
    {"a wish for another browser",
     "<title>News</title><p>Your browser is not supported. Please upgrade to a modern "
     "browser.</p><script src=x></script>",
     "script only"},
    {"a redirection by script",
     "<title>Redirecting</title><script>window.location='/x'</script><p>If you are not redirected "
     "automatically, <a href=/x>click here</a>.</p>",
     "script only"},
    {"data in place of a page", "{\"error\":\"not found\"}", "no text"},
    {"an article that was removed",
     "<title>Article removed - News</title><h1>This article is no longer available</h1><p>The "
     "article you requested has been removed or expired.</p>",
     "error page"},
    {"a short readout", "<title>Readout of Call</title><h1>Readout of Call</h1>" SHORT, NULL},
    {"a headline that begins with a number",
     "<title>404 Media wins prize</title><article><h1>404 Media wins prize</h1>" ARTICLE
     "</article>",
     NULL},
    {"a headline that speaks of an error",
     "<title>Error in count delays vote, minister says</title><article><h1>Error in count delays "
     "vote, minister says</h1>" SHORT "</article>",
     NULL},
    {"a headline with a hotspot",
     "<title>Hotspot town cuts water use</title><article><h1>Hotspot town cuts water use</h1>" SHORT
     "</article>",
     NULL},
    {"a headline with a security check",
     "<title>Security check at embassy finds device</title><article><h1>Security check at embassy "
     "finds device</h1>" SHORT "</article>",
     NULL},
    {"a headline with a forbidden city",
     "<title>Forbidden city reopens to visitors</title><article><h1>Forbidden city reopens to "
     "visitors</h1>" SHORT "</article>",
     NULL},
    {"an article that quotes a message",
     "<title>Agency explains outage</title><article><h1>Agency explains outage</h1><p>Visitors of "
     "the agency's site read on Monday that the service is temporarily unavailable, the "
     "spokeswoman said. The outage lasted for two hours, and the cause was a broken cable near the "
     "river.</p></article>",
     NULL},
    {"an article with a hint for those without scripts",
     "<title>Readout of Call</title></head><body><noscript>Please enable JavaScript for the full "
     "site.</noscript><h1>Readout of Call</h1>" SHORT,
     NULL},
    {"an article with a login below",
     "<title>Readout of Call</title><h1>Readout of Call</h1>" SHORT
     "<div class=subscribe><p>Log in to continue to comment.</p></div>",
     NULL},
    {"a missing page in Ukrainian",
     "<html lang=uk><title>Сторінку не знайдено</title><h1>404</h1><p>На жаль, сторінку, яку ви "
     "шукаєте, не знайдено. Перейдіть на головну.</p>",
     "error page"},
};

static void test_row(void **state)
{
    const struct row *row = *state;
    const struct extract_hints hints = {.base = STR("https://x.example/a")};
    struct arena *a = arena_new();
    struct article *got;
    struct err err;

    assert_int_equal(article_extract(a, str_z(row->page), &hints, &got, &err), 0);
    if (row->want == NULL) {
        assert_null(got->problem.ptr);
        assert_true(got->text.len > 0);
    } else {
        assert_str(got->problem, row->want);
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
    return cmocka_run_group_tests_name("article/problem", tests, NULL, NULL);
}
