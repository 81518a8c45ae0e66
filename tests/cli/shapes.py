# SPDX-License-Identifier: Apache-2.0
"""Made-up records of persons in many shapes, with the truth: what a file nobody named may hold."""

import csv
import datetime
import random

GIVEN = """james mary john linda robert susan michael patricia william barbara david jennifer
    richard elizabeth joseph sarah thomas karen charles nancy daniel lisa matthew betty anthony
    helen mark sandra donald donna steven carol paul ruth andrew sharon joshua michelle kenneth
    laura kevin kimberly brian deborah george jessica carlos maria hans petra ahmed olga""".split()
SURNAMES = """smith johnson williams brown jones garcia miller davis rodriguez martinez hernandez
    lopez gonzalez wilson anderson thomas taylor moore jackson martin lee perez thompson white
    harris sanchez clark ramirez lewis robinson walker young allen king wright scott torres nguyen
    hill flores green adams nelson baker hall rivera campbell mitchell carter roberts""".split()
CONSONANTS = "b c d f g h k l m n p r s t v w st br gr".split()
VOWELS = "a e i o u ai ea".split()


def word(r, n=2):
    return "".join(r.choice(CONSONANTS) + r.choice(VOWELS) for _ in range(n)) + r.choice("nrsl")


def slip(r, text):
    """One letter changed, lost, doubled or swapped with the next."""
    if len(text) < 3:
        return text
    at = r.randrange(1, len(text) - 1)
    with_digits = text[at].isdigit()
    other = r.choice("0123456789" if with_digits else "abcdefghijklmnopqrstuvwxyz")
    return r.choice([text[:at] + other + text[at + 1:], text[:at] + text[at + 1:],
                     text[:at] + text[at] + text[at:],
                     text[:at] + text[at + 1] + text[at] + text[at + 2:]])


class World:
    """Towns, streets and people; the same for the same seed."""

    def __init__(self, seed, n_towns=60):
        self.r = random.Random(seed)
        self.surnames = SURNAMES + [word(self.r) for _ in range(1500)]
        self.towns = [(word(self.r).title(), f"{self.r.randrange(430, 460)}")
                      for _ in range(n_towns)]

    def often(self, items, a=0.6):
        """One of the items, the first ones more often."""
        return items[int(len(items) * self.r.random() ** (1 / a))]

    def home(self):
        town, zone = self.often(self.towns)
        return {"street": f"{self.r.randrange(1, 2500)} {word(self.r).title()} St", "town": town,
                "zip": f"{zone}{self.r.randrange(12):02}"}

    def phone(self):
        return f"({self.r.randrange(201, 990)}) {self.r.randrange(200, 999)}-" \
               f"{self.r.randrange(10000):04}"

    def day(self, first=1930, last=2005):
        return datetime.date(self.r.randrange(first, last), self.r.randrange(1, 13),
                             self.r.randrange(1, 29))

    def person(self):
        given, last = self.often(GIVEN, 0.8), self.often(self.surnames, 0.5)
        return {"given": given, "middle": self.often(GIVEN, 0.8), "last": last,
                "born": self.day(), "phone": self.phone(), **self.home(),
                "email": f"{given}.{last}{self.r.randrange(99)}@{word(self.r, 1)}.com"}

    def again(self, person, rate=0.1, move=0.2):
        """The same person as another clerk wrote them down."""
        row = dict(person)
        for field in ("given", "last", "middle", "street", "town", "zip", "phone", "email"):
            if self.r.random() < rate:
                row[field] = slip(self.r, row[field])
        if self.r.random() < rate:
            row["born"] = row["born"].replace(year=row["born"].year + self.r.choice([-10, -1, 1]))
        if self.r.random() < move:
            row.update(self.home())
            row["phone"] = self.phone()
        return row

    def people(self, n, doubled, **how):
        """Rows of n records, of which about a share `doubled` are of persons that come twice."""
        rows = []
        while len(rows) < n:
            person = {**self.person(), "truth": len(rows)}
            rows.append(person)
            if self.r.random() < doubled / (2 - doubled):
                rows.append(self.again(person, **how))
        self.r.shuffle(rows)
        return rows


def write(path, rows, columns):
    """CSV of some columns, {header: field or function of a row}; gives key -> truth."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["no", *columns])
        for i, row in enumerate(rows):
            cells = [of(row) if callable(of) else row[of] for of in columns.values()]
            writer.writerow([f"P{i:05}", *cells])
    return {f"P{i:05}": row["truth"] for i, row in enumerate(rows)}
