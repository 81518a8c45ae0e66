/* SPDX-License-Identifier: Apache-2.0 */
/* thing.c - phones, cars, accounts, made from a number. */
#include "synth/thing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define STREAM_THING (7ull << 40)

void
jd__phone_row(const char *digits, uint64_t number, struct jd__row *row)
{
    jd__row_start(row, JD__PHONE);
    jd__row_put(row, JD__NUMBER, digits);
    jd__row_printf(
        row, JD__IMEI, "35%013" PRIu64, jd__spread(number * 2 + 1, 10000000000000u, 41));
    jd__row_printf(
        row, JD__IMSI, "310%012" PRIu64, jd__spread(number * 2 + 1, 1000000000000u, 42));
}

/* The ninth character of a VIN, which checks the others (49 CFR 565.15). */
static char
vin_check(const char vin[static 18])
{
    static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
    static const uint8_t letter_values[] = {
        1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9};
    static const uint8_t place_weights[] = {
        8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    unsigned sum = 0;
    for (size_t i = 0; i < 17; i++) {
        const char *letter = strchr(letters, vin[i]);
        unsigned value =
            letter != NULL ? letter_values[letter - letters] : (unsigned)(vin[i] - '0');
        sum += value * place_weights[i];
    }
    return sum % 11 == 10 ? 'X' : (char)('0' + sum % 11);
}

void
jd__vehicle_row(enum jd__state state, uint64_t number, uint64_t seed, struct jd__row *row)
{
    static const char *const makes[][3] = {{"1HG", "Honda", "Civic"},
        {"4T1", "Toyota", "Camry"}, {"1FA", "Ford", "Fusion"},
        {"1G1", "Chevrolet", "Malibu"}, {"5NP", "Hyundai", "Elantra"},
        {"1N4", "Nissan", "Altima"}, {"2T3", "Toyota", "RAV4"}, {"1FT", "Ford", "F-150"}};
    static const char *const colors[] = {"black", "white", "silver", "gray", "blue", "red"};
    static const char symbols[] = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
    static const char year_letters[] = "23456789ABCDEFGH"; /* 2002 to 2017 */
    struct jd__random random = jd__random_part(seed, STREAM_THING + number);
    const char *const *make = makes[jd__random_below(&random, 8)];
    unsigned year = (unsigned)jd__random_below(&random, 16);
    char vin[18];
    (void)snprintf(vin, sizeof(vin), "%s000000%c0%06u", make[0], year_letters[year],
        (unsigned)jd__random_below(&random, 1000000));
    for (size_t i = 3; i < 11; i++)
        if (i != 8 && i != 9)
            vin[i] = symbols[jd__random_below(&random, sizeof(symbols) - 1)];
    vin[8] = '0';
    vin[8] = vin_check(vin);
    jd__row_start(row, JD__VEHICLE);
    jd__row_put(row, JD__VIN, vin);
    char plate[8];
    jd__random_text(&random, "AAA0000", plate);
    jd__row_put(row, JD__PLATE, plate);
    jd__row_put(row, JD__PLATE_STATE, jd__state_name(state));
    jd__row_put(row, JD__MAKE, make[1]);
    jd__row_put(row, JD__MODEL, make[2]);
    jd__row_printf(row, JD__YEAR, "%u", 2002 + year);
    jd__row_put(row, JD__COLOR, colors[jd__random_below(&random, 6)]);
}

void
jd__account_row(uint64_t number, uint64_t seed, struct jd__row *row)
{
    static const char *const banks[] = {"Buckeye Plains Bank", "Coastline Trust",
        "Granite Savings", "Wasatch Credit Union"};
    jd__row_start(row, JD__ACCOUNT);
    jd__row_printf(row, JD__NUMBER, "%012" PRIu64,
        100000000000u + jd__spread(number * 2 + 1, 800000000000u, seed + 43));
    jd__row_put(row, JD__INSTITUTION, banks[number % 4]);
    jd__row_put(row, JD__CURRENCY, "USD");
}

void
jd__wallet_row(uint64_t number, uint64_t seed, struct jd__row *row)
{
    static const char symbols[] =
        "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    struct jd__random random = jd__random_part(seed, STREAM_THING + (1ull << 39) + number);
    char address[36] = "1Synth";
    for (size_t i = 6; i < 34; i++)
        address[i] = symbols[jd__random_below(&random, sizeof(symbols) - 1)];
    address[34] = '\0';
    jd__row_start(row, JD__ACCOUNT);
    jd__row_put(row, JD__NUMBER, address);
    jd__row_put(row, JD__CURRENCY, "XBT");
}
