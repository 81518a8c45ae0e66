/* SPDX-License-Identifier: Apache-2.0 */
/* people_table.c - cities, and names of people born abroad in two scripts. */
#include "synth/people_table.h"

const struct jd__city jd__cities[] = {
    {"Columbus", "432", "614", JD__OH},
    {"Columbus", "432", "614", JD__OH},
    {"Columbus", "432", "380", JD__OH},
    {"Dublin", "430", "614", JD__OH},
    {"Cleveland", "441", "216", JD__OH},
    {"Cincinnati", "452", "513", JD__OH},
    {"Dayton", "454", "937", JD__OH},
    {"Toledo", "436", "419", JD__OH},
    {"Akron", "443", "330", JD__OH},
    {"Miami", "331", "305", JD__FL},
    {"Miami", "331", "786", JD__FL},
    {"Hialeah", "330", "305", JD__FL},
    {"Fort Lauderdale", "333", "954", JD__FL},
    {"Orlando", "328", "407", JD__FL},
    {"Tampa", "336", "813", JD__FL},
    {"Manchester", "031", "603", JD__NH},
    {"Nashua", "030", "603", JD__NH},
    {"Concord", "033", "603", JD__NH},
    {"Portsmouth", "038", "603", JD__NH},
    {"Salt Lake City", "841", "801", JD__UT},
    {"Salt Lake City", "841", "385", JD__UT},
    {"Provo", "846", "801", JD__UT},
    {"Ogden", "844", "801", JD__UT},
    {"Park City", "840", "435", JD__UT},
};
const size_t jd__n_cities = sizeof(jd__cities) / sizeof(jd__cities[0]);

const char *const jd__streets[] = {"Alder", "Amberly", "Aspen Hollow", "Bartlett",
    "Beechcroft", "Birchwood", "Bluestem", "Brambleside", "Briarfield", "Calloway",
    "Canal Basin", "Cedar", "Chapel", "Chestnut", "Clearbrook", "Clover", "Coldwater",
    "Copper Kettle", "Cranberry", "Deerpath", "Dogwood", "Eastmoor", "Elmhurst",
    "Fairhaven", "Fernbank", "Fieldstone", "Foxglove", "Glenmore", "Granary", "Hawthorne",
    "Hazelnut", "Heron", "Hickory", "Holly", "Ironbridge", "Juniper", "Kestrel",
    "Kingfisher", "Larkspur", "Laurel", "Linden", "Locust", "Magnolia", "Maple", "Marigold",
    "Meadowlark", "Millrace", "Mulberry", "Northgate", "Oakdale", "Old Quarry", "Orchard",
    "Palmetto", "Partridge", "Pebble Creek", "Pine", "Pinecrest", "Poplar", "Quail Run",
    "Ridgewood", "Riverbend", "Rosewood", "Sandpiper", "Sassafras", "Spruce", "Stonebridge",
    "Sycamore", "Tamarack", "Thornbury", "Tulip", "Vineyard", "Walnut", "Waterford",
    "Westgate", "Willow", "Windmill", "Yarrow"};
const size_t jd__n_streets = sizeof(jd__streets) / sizeof(jd__streets[0]);

const char *const jd__ways[] = {"St", "Ave", "Rd", "Dr", "Ln", "Ct", "Blvd", "Pl"};
const size_t jd__n_ways = sizeof(jd__ways) / sizeof(jd__ways[0]);

static const struct jd__two_scripts bulgarian_men[] = {{"Georgi", "Георги"},
    {"Ivan", "Иван"}, {"Dimitar", "Димитър"}, {"Nikolay", "Николай"}, {"Hristo", "Христо"},
    {"Petar", "Петър"}, {"Stefan", "Стефан"}, {"Aleksandar", "Александър"},
    {"Todor", "Тодор"}, {"Vasil", "Васил"}, {"Plamen", "Пламен"}, {"Zhivko", "Живко"},
    {"Tsvetan", "Цветан"}, {"Krasimir", "Красимир"}, {"Yordan", "Йордан"},
    {"Lyubomir", "Любомир"}, {"Stoyan", "Стоян"}, {"Rumen", "Румен"}};
static const struct jd__two_scripts bulgarian_women[] = {{"Maria", "Мария"},
    {"Ivanka", "Иванка"}, {"Elena", "Елена"}, {"Yordanka", "Йорданка"}, {"Penka", "Пенка"},
    {"Rositsa", "Росица"}, {"Tsvetelina", "Цветелина"}, {"Desislava", "Десислава"},
    {"Snezhana", "Снежана"}, {"Gergana", "Гергана"}, {"Radka", "Радка"},
    {"Zhivka", "Живка"}};
static const struct jd__two_scripts bulgarian_surnames[] = {{"Ivanov", "Иванов"},
    {"Georgiev", "Георгиев"}, {"Dimitrov", "Димитров"}, {"Petrov", "Петров"},
    {"Nikolov", "Николов"}, {"Hristov", "Христов"}, {"Stoyanov", "Стоянов"},
    {"Todorov", "Тодоров"}, {"Iliev", "Илиев"}, {"Angelov", "Ангелов"},
    {"Zhelyazkov", "Желязков"}, {"Tsankov", "Цанков"}, {"Mihaylov", "Михайлов"},
    {"Yordanov", "Йорданов"}, {"Kolev", "Колев"}, {"Atanasov", "Атанасов"},
    {"Shopov", "Шопов"}, {"Chakarov", "Чакъров"}, {"Lyubenov", "Любенов"},
    {"Popov", "Попов"}, {"Marinov", "Маринов"}, {"Vasilev", "Василев"},
    {"Kostadinov", "Костадинов"}, {"Penchev", "Пенчев"}};
static const struct jd__two_scripts chinese_surnames[] = {{"Wang", "王"}, {"Li", "李"},
    {"Zhang", "张"}, {"Liu", "刘"}, {"Chen", "陈"}, {"Yang", "杨"}, {"Huang", "黄"},
    {"Zhao", "赵"}, {"Wu", "吴"}, {"Zhou", "周"}, {"Xu", "徐"}, {"Sun", "孙"}, {"Ma", "马"},
    {"Zhu", "朱"}, {"Hu", "胡"}, {"Guo", "郭"}, {"He", "何"}, {"Lin", "林"}, {"Gao", "高"},
    {"Luo", "罗"}, {"Zheng", "郑"}, {"Liang", "梁"}, {"Xie", "谢"}, {"Song", "宋"}};
static const struct jd__two_scripts chinese_given[] = {{"Wei", "伟"}, {"Fang", "芳"},
    {"Xiuying", "秀英"}, {"Min", "敏"}, {"Jing", "静"}, {"Qiang", "强"}, {"Lei", "磊"},
    {"Jun", "军"}, {"Yang", "洋"}, {"Yong", "勇"}, {"Yan", "艳"}, {"Jie", "杰"},
    {"Juan", "娟"}, {"Tao", "涛"}, {"Ming", "明"}, {"Chao", "超"}, {"Xiulan", "秀兰"},
    {"Xia", "霞"}, {"Ping", "平"}, {"Gang", "刚"}, {"Guiying", "桂英"}, {"Jianguo", "建国"},
    {"Jianhua", "建华"}, {"Zhiqiang", "志强"}, {"Yulan", "玉兰"}, {"Haiyan", "海燕"},
    {"Wenjie", "文杰"}, {"Xiaoming", "晓明"}, {"Guoqing", "国庆"}, {"Lihua", "丽华"}};

static const struct jd__two_scripts mexican_men[] = {{"Jose", "José"}, {"Juan", "Juan"},
    {"Luis", "Luis"}, {"Carlos", "Carlos"}, {"Jesus", "Jesús"}, {"Miguel", "Miguel"},
    {"Angel", "Ángel"}, {"Hector", "Héctor"}, {"Oscar", "Óscar"}, {"Raul", "Raúl"},
    {"Andres", "Andrés"}, {"Ivan", "Iván"}, {"Martin", "Martín"}, {"Sergio", "Sergio"}};
static const struct jd__two_scripts mexican_women[] = {{"Maria", "María"},
    {"Guadalupe", "Guadalupe"}, {"Veronica", "Verónica"}, {"Leticia", "Leticia"},
    {"Monica", "Mónica"}, {"Sofia", "Sofía"}, {"Rocio", "Rocío"}, {"Lucia", "Lucía"},
    {"Ines", "Inés"}, {"Araceli", "Araceli"}, {"Beatriz", "Beatriz"}};
static const struct jd__two_scripts mexican_surnames[] = {{"Hernandez", "Hernández"},
    {"Garcia", "García"}, {"Martinez", "Martínez"}, {"Lopez", "López"},
    {"Gonzalez", "González"}, {"Perez", "Pérez"}, {"Rodriguez", "Rodríguez"},
    {"Sanchez", "Sánchez"}, {"Ramirez", "Ramírez"}, {"Flores", "Flores"},
    {"Gomez", "Gómez"}, {"Torres", "Torres"}, {"Diaz", "Díaz"}, {"Vazquez", "Vázquez"},
    {"Cruz", "Cruz"}, {"Morales", "Morales"}, {"Gutierrez", "Gutiérrez"},
    {"Reyes", "Reyes"}, {"Jimenez", "Jiménez"}, {"Chavez", "Chávez"}, {"Nunez", "Núñez"},
    {"Pena", "Peña"}};
static const struct jd__two_scripts thai_men[] = {{"Somchai", "สมชาย"}, {"Somsak", "สมศักดิ์"},
    {"Wichai", "วิชัย"}, {"Prasoet", "ประเสริฐ"}, {"Anucha", "อนุชา"}, {"Thanakon", "ธนากร"},
    {"Kitti", "กิตติ"}, {"Nopphadon", "นพดล"}, {"Surachai", "สุรชัย"}, {"Chanchai", "ชาญชัย"}};
static const struct jd__two_scripts thai_women[] = {{"Somying", "สมหญิง"},
    {"Sudarat", "สุดารัตน์"}, {"Mali", "มาลี"}, {"Wandi", "วันดี"}, {"Siriphon", "ศิริพร"},
    {"Nongnut", "นงนุช"}, {"Kanya", "กัญญา"}, {"Phonthip", "พรทิพย์"}, {"Rattana", "รัตนา"},
    {"Chanphen", "จันทร์เพ็ญ"}};
static const struct jd__two_scripts thai_surnames[] = {{"Kaeosai", "แก้วใส"},
    {"Sisuk", "ศรีสุข"}, {"Thongdi", "ทองดี"}, {"Bunmi", "บุญมี"}, {"Chankaeo", "จันทร์แก้ว"},
    {"Saithong", "สายทอง"}, {"Phromma", "พรหมมา"}, {"Khamsaen", "คำแสน"}, {"Chaidi", "ใจดี"},
    {"Raksa", "รักษา"}, {"Sukchai", "สุขใจ"}, {"Chaichana", "ชัยชนะ"}, {"Mankhong", "มั่นคง"},
    {"Naksuk", "นาคสุข"}, {"Phetcharat", "เพชรรัตน์"}};
static const struct jd__two_scripts japanese_men[] = {{"Kenji", "健二"}, {"Hiroshi", "浩"},
    {"Takashi", "隆"}, {"Makoto", "誠"}, {"Akira", "明"}, {"Kazuo", "和夫"},
    {"Shigeru", "茂"}, {"Daisuke", "大輔"}, {"Kenta", "健太"}, {"Takuya", "拓也"},
    {"Naoki", "直樹"}};
static const struct jd__two_scripts japanese_women[] = {{"Yoko", "洋子"}, {"Keiko", "恵子"},
    {"Kazuko", "和子"}, {"Sachiko", "幸子"}, {"Hiroko", "裕子"}, {"Yumi", "由美"},
    {"Akemi", "明美"}, {"Naomi", "直美"}, {"Tomoko", "智子"}, {"Haruka", "遥"}};
static const struct jd__two_scripts japanese_surnames[] = {{"Sato", "佐藤"},
    {"Suzuki", "鈴木"}, {"Takahashi", "高橋"}, {"Tanaka", "田中"}, {"Ito", "伊藤"},
    {"Watanabe", "渡辺"}, {"Yamamoto", "山本"}, {"Nakamura", "中村"}, {"Kobayashi", "小林"},
    {"Kato", "加藤"}, {"Yoshida", "吉田"}, {"Yamada", "山田"}, {"Sasaki", "佐々木"},
    {"Matsumoto", "松本"}, {"Inoue", "井上"}, {"Kimura", "木村"}, {"Hayashi", "林"},
    {"Shimizu", "清水"}};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define NAMING(men, women, surnames, two, latin, native)                      \
    {                                                                         \
        men, women, surnames, COUNT(men), COUNT(women), COUNT(surnames), two, \
        {                                                                     \
            latin, native                                                     \
        }                                                                     \
    }
const struct jd__naming jd__namings[JD__N_ORIGINS] = {
    [JD__BULGARIAN] =
        NAMING(bulgarian_men, bulgarian_women, bulgarian_surnames, false, "a", "а"),
    [JD__CHINESE] = NAMING(chinese_given, chinese_given, chinese_surnames, false, "", ""),
    [JD__MEXICAN] = NAMING(mexican_men, mexican_women, mexican_surnames, true, "", ""),
    [JD__THAI] = NAMING(thai_men, thai_women, thai_surnames, false, "", ""),
    [JD__JAPANESE] = NAMING(japanese_men, japanese_women, japanese_surnames, false, "", ""),
};
