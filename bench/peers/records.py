# SPDX-License-Identifier: Apache-2.0
"""Made-up records of people, the same for the same number: what bench/peers works on.

    records.py ROWS OUT.parquet

A person has one to twenty records, by Zipf's law.  Names are syllables, drawn by
Zipf-Mandelbrot; a postcode is shared by some dozens of records.  Each cell of each record may be
missing, or have one letter changed, lost, doubled or swapped with the next; some persons move.
The vocabulary grows with the square root of the rows (postcodes with the rows), so that
candidate pairs grow with the rows, not with their square.  All chance is DuckDB's hash().
"""
import sys

import duckdb

MOST = 20  # records of one person
RECORDS = """
create macro chance(a, b, what) as (hash(a, b, what) % 1000003) / 1000003.0;
create macro skewed(u, n, c) as floor(c * (pow(1 + n / c, u) - 1))::bigint;
create macro syllable(h) as
    substr('bcdfghjklmnprstvwszt', 1 + (h % 20)::int, 1)
    || ['a', 'e', 'i', 'o', 'u', 'ar', 'en', 'il', 'on', 'ur', 'ea', 'an'][1 + (h // 20 % 12)::int];
create macro word(rank, what) as
    syllable(hash(rank, what)) || syllable(hash(rank, what) // 240)
    || case when hash(rank, what) // 57600 % 3 > 0 then syllable(hash(rank, what) // 172800)
       else '' end || case when hash(rank, what) // 57600 % 7 = 0 then 'son' else '' end;
create macro spot(text, e, k, what) as 1 + (hash(e, k, what || ' at') % length(text))::int;
create macro changed(text, e, k, what) as case
    when chance(e, k, what || ' missing') < 0.04 then null
    when k = 0 or chance(e, k, what || ' change') > 0.12 then text
    else list_extract([
        left(text, spot(text, e, k, what) - 1) || chr(97 + (hash(e, k, what) % 26)::int)
            || substr(text, spot(text, e, k, what) + 1),
        left(text, spot(text, e, k, what) - 1) || substr(text, spot(text, e, k, what) + 1),
        left(text, spot(text, e, k, what)) || substr(text, spot(text, e, k, what)),
        left(text, spot(text, e, k, what) - 1) || substr(text, spot(text, e, k, what) + 1, 1)
            || substr(text, spot(text, e, k, what), 1) || substr(text, spot(text, e, k, what) + 2)],
        1 + (hash(e, k, what || ' kind') % 4)::int) end;
create table sizes as
    select k, sum(pow(k, -1.6)) over (order by k) / sum(pow(k, -1.6)) over () as share
    from range(1, {most} + 1) r(k);
create table rows_of as
    select e, k from (
        select e, (select min(s.k) from sizes s where chance(e, 0, 'size') <= s.share) as size
        from range(({rows} * 0.4)::bigint) p(e)), unnest(range(size)) c(k)
    order by e, k limit {rows};
create view people as select e, k,
    word(skewed(chance(e, 0, 'first'), 0.95 * sqrt({rows}), 0.010 * sqrt({rows})), 'first')
        as first_name,
    word(skewed(chance(e, 0, 'last'), 30 * sqrt({rows}), 0.020 * sqrt({rows})), 'last')
        as surname,
    (date '1930-01-01' + (26000 * sqrt(chance(e, 0, 'born')))::int)::varchar as dob,
    skewed(chance(e, case when chance(e, k, 'moves') < 0.12 then k else 0 end, 'lives'),
        {rows} / 44.0, {rows} / 44.0) as place,
    'occupation ' || skewed(chance(e, 0, 'works'), 400.0, 5.0) as occupation
    from rows_of;
copy (select row_number() over (order by hash(e, k), e, k) as unique_id,
    changed(first_name, e, k, 'first_name') as first_name,
    changed(surname, e, k, 'surname') as surname,
    changed(dob, e, k, 'dob') as dob,
    changed(upper(syllable(hash(place // 500))) || (place // 500) % 100 || ' '
        || place % 500, e, k, 'postcode') as postcode,
    changed(occupation, e, k, 'occupation') as occupation
    from people order by unique_id) to '{out}' (format parquet, compression zstd);
"""


def write(rows, out):
    connection = duckdb.connect()
    connection.execute(RECORDS.format(rows=rows, out=out, most=MOST))


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2])
