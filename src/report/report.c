/* The tables of reports and exports. */
#include "report/report.h"

#include <string.h>

extern const struct report report_status, report_digest;
extern const struct export_format export_csv, export_ddi, export_dta, export_json, export_jsonl, export_qdpx, export_sav,
    export_xlsx;

const struct report *const *reports(void)
{
    static const struct report *const table[] = {&report_status, &report_digest, NULL};
    return table;
}

const struct report *report_named(const char *name)
{
    for (const struct report *const *report = reports(); *report != NULL; report++)
        if (strcmp((*report)->name, name) == 0)
            return *report;
    return NULL;
}

const struct export_format *const *export_formats(void)
{
    static const struct export_format *const table[] = {&export_csv, &export_xlsx, &export_json, &export_jsonl, &export_sav,
                                                        &export_dta, &export_ddi,  &export_qdpx, NULL};
    return table;
}

const struct export_format *export_format(const char *name)
{
    for (const struct export_format *const *format = export_formats(); *format != NULL; format++)
        if (strcmp((*format)->name, name) == 0)
            return *format;
    return NULL;
}
