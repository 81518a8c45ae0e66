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

/* Given names: men, then women.  Women's surnames end in -a. */
const struct jd__two_scripts jd__bulgarian_men[] = {{"Georgi", "Георги"}, {"Ivan", "Иван"},
    {"Dimitar", "Димитър"}, {"Nikolay", "Николай"}, {"Hristo", "Христо"},
    {"Petar", "Петър"}, {"Stefan", "Стефан"}, {"Aleksandar", "Александър"},
    {"Todor", "Тодор"}, {"Vasil", "Васил"}, {"Plamen", "Пламен"}, {"Zhivko", "Живко"},
    {"Tsvetan", "Цветан"}, {"Krasimir", "Красимир"}, {"Yordan", "Йордан"},
    {"Lyubomir", "Любомир"}, {"Stoyan", "Стоян"}, {"Rumen", "Румен"}};
const struct jd__two_scripts jd__bulgarian_women[] = {{"Maria", "Мария"},
    {"Ivanka", "Иванка"}, {"Elena", "Елена"}, {"Yordanka", "Йорданка"}, {"Penka", "Пенка"},
    {"Rositsa", "Росица"}, {"Tsvetelina", "Цветелина"}, {"Desislava", "Десислава"},
    {"Snezhana", "Снежана"}, {"Gergana", "Гергана"}, {"Radka", "Радка"},
    {"Zhivka", "Живка"}};
const struct jd__two_scripts jd__bulgarian_surnames[] = {{"Ivanov", "Иванов"},
    {"Georgiev", "Георгиев"}, {"Dimitrov", "Димитров"}, {"Petrov", "Петров"},
    {"Nikolov", "Николов"}, {"Hristov", "Христов"}, {"Stoyanov", "Стоянов"},
    {"Todorov", "Тодоров"}, {"Iliev", "Илиев"}, {"Angelov", "Ангелов"},
    {"Zhelyazkov", "Желязков"}, {"Tsankov", "Цанков"}, {"Mihaylov", "Михайлов"},
    {"Yordanov", "Йорданов"}, {"Kolev", "Колев"}, {"Atanasov", "Атанасов"},
    {"Shopov", "Шопов"}, {"Chakarov", "Чакъров"}, {"Lyubenov", "Любенов"},
    {"Popov", "Попов"}, {"Marinov", "Маринов"}, {"Vasilev", "Василев"},
    {"Kostadinov", "Костадинов"}, {"Penchev", "Пенчев"}};
const struct jd__two_scripts jd__chinese_surnames[] = {{"Wang", "王"}, {"Li", "李"},
    {"Zhang", "张"}, {"Liu", "刘"}, {"Chen", "陈"}, {"Yang", "杨"}, {"Huang", "黄"},
    {"Zhao", "赵"}, {"Wu", "吴"}, {"Zhou", "周"}, {"Xu", "徐"}, {"Sun", "孙"}, {"Ma", "马"},
    {"Zhu", "朱"}, {"Hu", "胡"}, {"Guo", "郭"}, {"He", "何"}, {"Lin", "林"}, {"Gao", "高"},
    {"Luo", "罗"}, {"Zheng", "郑"}, {"Liang", "梁"}, {"Xie", "谢"}, {"Song", "宋"}};
const struct jd__two_scripts jd__chinese_given[] = {{"Wei", "伟"}, {"Fang", "芳"},
    {"Xiuying", "秀英"}, {"Min", "敏"}, {"Jing", "静"}, {"Qiang", "强"}, {"Lei", "磊"},
    {"Jun", "军"}, {"Yang", "洋"}, {"Yong", "勇"}, {"Yan", "艳"}, {"Jie", "杰"},
    {"Juan", "娟"}, {"Tao", "涛"}, {"Ming", "明"}, {"Chao", "超"}, {"Xiulan", "秀兰"},
    {"Xia", "霞"}, {"Ping", "平"}, {"Gang", "刚"}, {"Guiying", "桂英"}, {"Jianguo", "建国"},
    {"Jianhua", "建华"}, {"Zhiqiang", "志强"}, {"Yulan", "玉兰"}, {"Haiyan", "海燕"},
    {"Wenjie", "文杰"}, {"Xiaoming", "晓明"}, {"Guoqing", "国庆"}, {"Lihua", "丽华"}};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
const size_t jd__n_bulgarian_men = COUNT(jd__bulgarian_men);
const size_t jd__n_bulgarian_women = COUNT(jd__bulgarian_women);
const size_t jd__n_bulgarian_surnames = COUNT(jd__bulgarian_surnames);
const size_t jd__n_chinese_surnames = COUNT(jd__chinese_surnames);
const size_t jd__n_chinese_given = COUNT(jd__chinese_given);
