/* SPDX-License-Identifier: Apache-2.0 */
/*
 * agencies_table.c - who is there.  Where the rates come from: docs/internals/synth.md.
 */
#include "synth/agencies.h"

/*                   typo scan date swap nick miss  cut numb stale forward */
#define CAREFUL                                     \
    {                                               \
        150, 0, 120, 10, 150, 400, 0, 30, 600, 7000 \
    }
#define HURRIED                                  \
    {                                            \
        420, 0, 300, 60, 600, 900, 0, 60, 900, 0 \
    }
#define SCANNED                                       \
    {                                                 \
        120, 350, 250, 20, 200, 700, 0, 60, 700, 7500 \
    }
#define FORM                                            \
    {                                                   \
        300, 0, 260, 40, 250, 1200, 400, 50, 1000, 6500 \
    }
#define SELF_TOLD                                \
    {                                            \
        350, 0, 200, 30, 900, 1000, 0, 0, 800, 0 \
    }

const struct jd__agency_kind jd__agencies_of_nation[JD__N_WHO] = {
    [JD__COLUMBUS_PD] = {"us-oh-columbus-pd", "P%n", "R%y%n", "%y-%n", HURRIED, 1,
        "officer"},
    [JD__FRANKLIN_SO] = {"us-oh-franklin-so", "%n", "B%n", "SO%Y-%n", FORM, 1, "officer"},
    [JD__OHIO_PATROL] = {"us-oh-state-patrol", "OSP%n", "%Y%n", "25-%n-%y", HURRIED, 1,
        "officer"},
    [JD__OHIO_BCI] = {"us-oh-bci-lab", "I%n", "EX%n", "BCI-%y-%n", CAREFUL, 0, "analyst"},
    [JD__FRANKLIN_PROSECUTOR] = {"us-oh-franklin-prosecutor", "DEF-%n", "CH-%n", "PA%y%n",
        CAREFUL, 0, "counsel"},
    [JD__FRANKLIN_COURT] = {"us-oh-franklin-court", "PTY%n", "DKT%n", "%yCR%n", SCANNED, 0,
        "judge"},
    [JD__OHIO_PRISON] = {"us-oh-drc", "A%n", "MV%n", "DRC%n", CAREFUL, 1, "officer"},
    [JD__FRANKLIN_PROBATION] = {"us-oh-franklin-probation", "S%n", "V%n", "PB%n", FORM, 1,
        "officer"},
    [JD__MANCHESTER_PD] = {"us-nh-manchester-pd", "MNI%n", "%y-%n-AR", "%y-%n", HURRIED, 1,
        "officer"},
    [JD__NH_LAB] = {"us-nh-state-lab", "NL%n", "LX%n", "L%y-%n", CAREFUL, 0, "analyst"},
    [JD__HILLSBOROUGH_ATTORNEY] = {"us-nh-hillsborough-attorney", "H%n", "HC%n",
        "HCA-%Y-%n", CAREFUL, 0, "counsel"},
    [JD__HILLSBOROUGH_COURT] = {"us-nh-hillsborough-court", "N%n", "E%n", "216-%Y-CR-%n",
        SCANNED, 0, "judge"},
    [JD__NH_CORRECTIONS] = {"us-nh-corrections", "%n", "T%n", "NHDOC%n", CAREFUL, 1,
        "officer"},
    [JD__NH_PDMP] = {"us-nh-pdmp", "NH%n", "RX%n", "PDMP%n", SELF_TOLD, 0, ""},
    [JD__MIAMI_PD] = {"us-fl-miami-pd", "MP%n", "A%y%n", "PD%y%n", HURRIED, 1, "officer"},
    [JD__MIAMI_ATTORNEY] = {"us-fl-miami-attorney", "D%n", "F%n", "SAO-%y-%n", CAREFUL, 0,
        "counsel"},
    [JD__MIAMI_COURT] = {"us-fl-miami-court", "%n", "C%n", "F-%y-%n", SCANNED, 0, "judge"},
    [JD__FLORIDA_CORRECTIONS] = {"us-fl-corrections", "DC%n", "L%n", "FDC%n", CAREFUL, 1,
        "officer"},
    [JD__FLORIDA_PDMP] = {"us-fl-pdmp", "PT%n", "D%n", "EF%n", SELF_TOLD, 0, ""},
    [JD__SALT_LAKE_PD] = {"us-ut-salt-lake-pd", "N%n", "I%n", "SL%Y-%n", HURRIED, 1,
        "officer"},
    [JD__SALT_LAKE_ATTORNEY] = {"us-ut-salt-lake-attorney", "DA%n", "S%n", "DAO-%y-%n",
        CAREFUL, 0, "counsel"},
    [JD__UTAH_COURT] = {"us-ut-third-district-court", "P%n", "K%n", "%y19%n", SCANNED, 0,
        "judge"},
    [JD__UTAH_CORRECTIONS] = {"us-ut-corrections", "OF%n", "M%n", "UDC%n", CAREFUL, 1,
        "officer"},
    [JD__UTAH_EXAMINER] = {"us-ut-medical-examiner", "D%n", "ME%y%n", "ME%Y-%n", CAREFUL, 0,
        "examiner"},
    [JD__POSTAL_INSPECTION] = {"us-postal-inspection", "U%n", "J%n", "%n-PMN", CAREFUL, 0,
        "officer"},
    [JD__CUSTOMS] = {"us-customs", "T%n", "EN%n", "CBP%Y%n", FORM, 0, "officer"},
    [JD__DEA] = {"us-dea", "NDS%n", "D6-%n", "G%y-%n", CAREFUL, 1, "officer"},
    [JD__FBI] = {"us-fbi", "%n", "FD%n", "281D-%n", CAREFUL, 1, "officer"},
    [JD__FINCEN] = {"us-fincen", "S%n", "B%n", "BSA%n", SELF_TOLD, 0, ""},
    [JD__SILVER_LANTERN] = {"xx-silver-lantern-market", "%n", "o%n", "%n", CAREFUL, 0, ""},
    [JD__BULGARIA] = {"bg-gdbop", "Л%n", "Е%n", "ДП-%n/%Y", CAREFUL, 0, "officer"},
    [JD__GUANGDONG] = {"cn-gd-police", "R%n", "S%n", "粤公刑%Y-%n号", CAREFUL, 0,
        "officer"},
};

const struct jd__path_of_state jd__paths[JD__N_STATES] = {
    [JD__OH] = {{JD__COLUMBUS_PD, JD__COLUMBUS_PD, JD__FRANKLIN_SO, JD__OHIO_PATROL},
        JD__FRANKLIN_SO, JD__OHIO_BCI, JD__FRANKLIN_PROSECUTOR, JD__FRANKLIN_COURT,
        JD__OHIO_PRISON, JD__FRANKLIN_PROBATION, JD__NOBODY},
    [JD__FL] = {{JD__MIAMI_PD, JD__MIAMI_PD, JD__MIAMI_PD, JD__MIAMI_PD}, JD__NOBODY,
        JD__NOBODY, JD__MIAMI_ATTORNEY, JD__MIAMI_COURT, JD__FLORIDA_CORRECTIONS,
        JD__FLORIDA_CORRECTIONS, JD__FLORIDA_PDMP},
    [JD__NH] = {{JD__MANCHESTER_PD, JD__MANCHESTER_PD, JD__MANCHESTER_PD,
                    JD__MANCHESTER_PD},
        JD__NOBODY, JD__NH_LAB, JD__HILLSBOROUGH_ATTORNEY, JD__HILLSBOROUGH_COURT,
        JD__NH_CORRECTIONS, JD__NH_CORRECTIONS, JD__NH_PDMP},
    [JD__UT] = {{JD__SALT_LAKE_PD, JD__SALT_LAKE_PD, JD__SALT_LAKE_PD, JD__SALT_LAKE_PD},
        JD__NOBODY, JD__NOBODY, JD__SALT_LAKE_ATTORNEY, JD__UTAH_COURT,
        JD__UTAH_CORRECTIONS, JD__UTAH_CORRECTIONS, JD__NOBODY},
};
