/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words_table.c - words by which a column of names is told from one of places or firms.
 *
 * Common given names and surnames of many languages, in normal form (fold.c), written down from
 * general knowledge.  They decide what a column is, never how a value weighs.  Each list is in
 * order of bytes.
 */
#include "automatic/words.h"

#include "base/str.h"

/* Given names. */
static const char *const given[] = {"aaron", "abdul", "abdullah", "abigail", "ada", "adam",
    "agnes", "agnieszka", "ahmed", "aisha", "akira", "alain", "alan", "albert", "alejandro",
    "alessandro", "alexander", "alexei", "alexis", "alfie", "alfred", "ali", "alice",
    "amanda", "amber", "amelia", "amit", "amy", "ana", "anastasia", "anders", "andrea",
    "andreas", "andrei", "andrew", "andrzej", "angela", "angelo", "anh", "anil", "anita",
    "anja", "ann", "anna", "anne", "annie", "anthony", "antoine", "antonio", "archie",
    "arjun", "arthur", "ashley", "astrid", "aurelie", "austin", "ava", "ayse", "barbara",
    "beatriz", "ben", "benjamin", "bernard", "betty", "beverly", "bill", "billy", "birgit",
    "bjorn", "bob", "bobby", "bradley", "brandon", "brenda", "brian", "brigitte",
    "brittany", "bruce", "bruna", "bryan", "caitlin", "camille", "carl", "carlos", "carmen",
    "carol", "carolyn", "catherine", "cecil", "celine", "chantal", "charles", "charlie",
    "charlotte", "cheryl", "chiara", "chloe", "christian", "christina", "christine",
    "christopher", "clarence", "claudia", "colin", "craig", "cynthia", "daniel", "danielle",
    "dave", "david", "dawn", "deborah", "debra", "deepak", "denise", "dennis", "derek",
    "diana", "diane", "diego", "dieter", "dimitris", "dmitri", "dolores", "domenico",
    "donald", "donna", "doris", "dorothy", "douglas", "dylan", "edgar", "edith", "edmund",
    "edward", "edwin", "ekaterina", "elena", "eleni", "elizabeth", "ella", "ellen", "ellie",
    "emily", "emine", "emma", "emre", "eric", "erik", "ernest", "ethan", "ethel", "eugene",
    "eva", "evelyn", "ewa", "fatima", "fatma", "felix", "fernanda", "fernando", "florence",
    "frances", "francesca", "francis", "francisco", "franco", "francois", "frank",
    "freddie", "frederick", "freya", "friedrich", "gabriel", "gary", "geoffrey", "george",
    "georgia", "gerald", "giorgos", "giovanni", "gisela", "giulia", "giuseppe", "gloria",
    "grace", "graham", "gregory", "gunther", "gustavo", "hannah", "hans", "hao", "harley",
    "harold", "harriet", "harry", "haruka", "hassan", "hatice", "heather", "heike",
    "heinrich", "heinz", "helen", "helga", "helmut", "henri", "henry", "herbert", "hiroshi",
    "hoa", "holly", "horace", "hugh", "hui", "hussein", "ian", "ibrahim", "imogen",
    "ingrid", "irina", "isaac", "isabel", "isabella", "isabelle", "isla", "ivan", "jack",
    "jacob", "jacqueline", "jacques", "james", "jamie", "jan", "jane", "janet", "janice",
    "jasmine", "jason", "javier", "jayden", "jean", "jeffrey", "jennifer", "jeremy",
    "jerry", "jesse", "jessica", "jessie", "jesus", "jim", "jing", "joan", "joao", "joe",
    "joel", "johan", "john", "johnny", "jonas", "jonathan", "jordan", "jorge", "jose",
    "josefa", "joseph", "joshua", "joyce", "juan", "judith", "judy", "julia", "juliana",
    "julie", "julien", "jun", "jurgen", "justin", "karen", "karin", "karl", "katarzyna",
    "kate", "katerina", "katherine", "kathleen", "kathryn", "kathy", "kayla", "keiko",
    "keith", "kelly", "kenji", "kenneth", "kevin", "khadija", "khalid", "kimberly", "klaus",
    "kostas", "krishna", "krzysztof", "kyle", "lachlan", "lakshmi", "larry", "lars",
    "laura", "lauren", "lawrence", "layla", "lee", "lei", "leo", "leonard", "li", "liam",
    "lily", "linda", "linh", "lisa", "logan", "lori", "louis", "luca", "lucas", "lucia",
    "lucy", "luigi", "luis", "lukas", "luke", "mabel", "mackenzie", "madeline", "madison",
    "magnus", "malgorzata", "manuel", "marcel", "marcin", "marco", "margaret", "maria",
    "marie", "marilyn", "mario", "mark", "markus", "marta", "martha", "mary", "maryam",
    "mateus", "matteo", "matthew", "megan", "mehmet", "melissa", "mia", "michael", "michal",
    "michel", "michelle", "miguel", "mike", "mikhail", "min", "ming", "minh", "mitchell",
    "mohamed", "mohammed", "monika", "monique", "muhammad", "murat", "mustafa", "nancy",
    "natalia", "natalie", "nathalie", "nathan", "neha", "neil", "nicholas", "nicolas",
    "nicole", "nigel", "nikolai", "nikos", "nils", "noah", "olga", "oliver", "olivia",
    "olof", "omar", "oscar", "otto", "pablo", "pamela", "paola", "paolo", "patricia",
    "patrick", "paul", "paulo", "pawel", "pedro", "percy", "peter", "petra", "philip",
    "philippe", "pierre", "pietro", "pilar", "piotr", "pooja", "poppy", "priya", "rachel",
    "rafael", "rahul", "raj", "ralph", "ramesh", "randy", "ravi", "raymond", "rebecca",
    "reginald", "renate", "richard", "robert", "rodrigo", "roger", "ronald", "rosa", "rose",
    "roy", "russell", "ruth", "ryan", "sabine", "sakura", "sally", "salvatore", "sam",
    "samantha", "samuel", "sandra", "sanjay", "sara", "sarah", "satoshi", "scott", "sean",
    "sebastian", "sergei", "sergio", "sharon", "shirley", "sidney", "simon", "sofia",
    "sophia", "sophie", "stanley", "stefan", "stephanie", "stephen", "steven", "stuart",
    "sunil", "sunita", "suresh", "susan", "sven", "svetlana", "sylvie", "takashi",
    "tatiana", "teresa", "terry", "theo", "theresa", "thiago", "thomas", "tim", "timothy",
    "tom", "tomasz", "tracy", "trevor", "tyler", "ursula", "uwe", "van", "victoria",
    "vijay", "vincent", "vincenzo", "virginia", "vladimir", "walter", "wayne", "wei",
    "wilhelm", "william", "willie", "wolfgang", "xin", "yan", "yoko", "yu", "yuki", "yusuf",
    "zachary", "zainab", "zeynep", "zoe", "zofia", "александр", "алексей", "анастасия",
    "андрей", "анна", "владимир", "дмитрий", "евгений", "екатерина", "елена", "иван",
    "ирина", "мария", "михаил", "наталья", "николай", "ольга", "светлана", "сергеи",
    "сергей", "татьяна"};

/* Surnames. */
static const char *const family[] = {"adams", "ahmed", "ali", "allen", "almeida", "alvarez",
    "anderson", "andersson", "bailey", "baker", "bakker", "barker", "barnes", "bauer",
    "becker", "begum", "bell", "bennett", "bernard", "bianchi", "bonnet", "braun", "brooks",
    "brown", "bruno", "bui", "butler", "campbell", "carr", "carter", "castillo", "castro",
    "celik", "chapman", "chavez", "chen", "cho", "choi", "christensen", "clark", "cohen",
    "coleman", "collins", "colombo", "conti", "cook", "cooper", "costa", "cox", "cruz",
    "dang", "das", "davies", "davis", "demir", "devries", "diaz", "dixon", "dubois",
    "dupont", "durand", "edwards", "ellis", "eriksson", "esposito", "evans", "fedorov",
    "fernandez", "ferrari", "ferreira", "fischer", "fisher", "flores", "fontaine", "ford",
    "foster", "friedman", "gallo", "gao", "garcia", "georgiou", "girard", "gomez",
    "gonzalez", "graham", "gray", "greco", "green", "griffiths", "guo", "gupta",
    "gutierrez", "hall", "hansen", "harris", "harrison", "he", "henderson", "hernandez",
    "hill", "hoang", "hoffmann", "hofmann", "horvat", "howard", "hu", "huang", "hughes",
    "hunt", "hussain", "ito", "ivanov", "ivanova", "jackson", "james", "jansen", "jenkins",
    "jensen", "jimenez", "johansen", "johansson", "johnson", "jones", "jung", "kaminski",
    "kang", "karlsson", "kato", "kaya", "kelly", "kennedy", "khan", "kim", "king", "klein",
    "knight", "kobayashi", "koch", "kowalczyk", "kowalski", "kruger", "kumar", "kuznetsov",
    "lambert", "larsen", "larsson", "le", "lee", "lefebvre", "leroy", "levy", "lewis",
    "lima", "lin", "liu", "long", "lopez", "marino", "marshall", "martin", "martinez",
    "matthews", "mcdonald", "mehta", "mendoza", "meyer", "mikhailov", "miller", "mills",
    "mitchell", "moore", "morales", "moreau", "morgan", "morozov", "morris", "muller",
    "murphy", "murray", "myers", "nakamura", "nelson", "neumann", "nguyen", "nielsen",
    "nilsson", "novak", "novikov", "nowak", "oliveira", "olsen", "olsson", "ortiz", "owens",
    "palmer", "papadopoulos", "park", "parker", "patel", "pedersen", "pereira", "perez",
    "perry", "peterson", "petrov", "pham", "phan", "phillips", "popov", "powell", "price",
    "ramirez", "ramos", "rasmussen", "reddy", "reed", "reyes", "ricci", "richardson",
    "richter", "rivera", "roberts", "robinson", "rodriguez", "rogers", "romano", "ross",
    "rossi", "rousseau", "roux", "ruiz", "russell", "russo", "sanchez", "sanders", "santos",
    "sato", "schmidt", "schneider", "schroder", "schulz", "schwarz", "scott", "shah",
    "sharma", "shaw", "silva", "simmons", "simpson", "singh", "smirnov", "smit", "smith",
    "sokolov", "souza", "stewart", "sullivan", "sun", "suzuki", "takahashi", "tanaka",
    "taylor", "thomas", "thompson", "torres", "tran", "turner", "vandijk", "vasiliev",
    "vasquez", "visser", "volkov", "vu", "wagner", "walker", "wang", "ward", "washington",
    "watanabe", "watson", "webb", "weber", "wells", "white", "williams", "wilson",
    "wisniewski", "wojcik", "wolf", "wood", "woods", "wright", "wu", "xu", "yamamoto",
    "yang", "yilmaz", "young", "zhang", "zhao", "zhou", "zhu", "zimmermann", "васильев",
    "васильева", "волков", "иванов", "иванова", "кузнецов", "кузнецова", "михаилов",
    "морозов", "новиков", "петров", "петрова", "попов", "попова", "смирнов", "смирнова",
    "соколов", "соколова", "федоров"};

/* What stands in the names of bodies. */
static const char *const firm[] = {"ab", "ag", "agency", "as", "association", "bank", "bv",
    "church", "co", "college", "company", "consulting", "corp", "corporation", "council",
    "department", "enterprises", "foundation", "gmbh", "group", "holdings", "hospital",
    "inc", "incorporated", "industries", "institute", "international", "kg", "kk",
    "limited", "llc", "llp", "ltd", "ministry", "nv", "oy", "oyj", "partners", "plc", "pty",
    "sa", "sarl", "school", "services", "solutions", "spa", "srl", "trust", "university"};

/* What stands in addresses. */
static const char *const street[] = {"apartment", "apt", "ave", "avenue", "blvd",
    "boulevard", "box", "calle", "cct", "circuit", "close", "court", "cres", "crescent",
    "ct", "dr", "drive", "flat", "floor", "highway", "hwy", "lane", "ln", "parade", "pl",
    "place", "platz", "rd", "road", "rue", "square", "st", "str", "strasse", "street",
    "suite", "tce", "terrace", "ulitsa", "unit", "via", "way", "weg"};

struct list {
    const char *const *words;
    size_t n;
};

bool
jd__is_word(enum jd__word_list which, struct jd_str word)
{
    static const struct list lists[] = {
        [JD__WORDS_GIVEN] = {given, sizeof(given) / sizeof(given[0])},
        [JD__WORDS_FAMILY] = {family, sizeof(family) / sizeof(family[0])},
        [JD__WORDS_FIRM] = {firm, sizeof(firm) / sizeof(firm[0])},
        [JD__WORDS_STREET] = {street, sizeof(street) / sizeof(street[0])},
    };
    size_t low = 0, high = lists[which].n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = jd__str_compare(jd__str(lists[which].words[middle]), word);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}
