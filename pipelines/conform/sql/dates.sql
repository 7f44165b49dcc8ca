-- Days and instants; NULL when the text is no such day of the calendar
-- owner: data engineering

-- Hanoi's clock has been seven hours ahead since 1975-06-13; before, the time-zone tables know (at twice the cost).
CREATE OR REPLACE TEMP MACRO hanoi_instant(local) AS
CASE
    WHEN local >= TIMESTAMP '1976-01-01' THEN make_timestamptz(epoch_us(local) - 25200000000)
    ELSE timezone('Asia/Ho_Chi_Minh', local)
END;

-- An instant with its offset from UTC; without one it is Hanoi's time. Fractions of a second are cut off.
CREATE OR REPLACE TEMP MACRO iso_instant(content) AS
CASE
    WHEN
        regexp_full_match(
            content,
            '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)'  -- noqa: LT05
        )
        THEN date_trunc('second', TRY_CAST(content AS TIMESTAMPTZ))
    WHEN
        regexp_full_match(
            content, '[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}([.][0-9]+)?'
        )
        THEN hanoi_instant(date_trunc('second', TRY_CAST(content AS TIMESTAMP)))
END;

CREATE OR REPLACE TEMP MACRO iso_day(content) AS
CASE WHEN regexp_full_match(content, '[0-9]{4}-[0-9]{2}-[0-9]{2}') THEN TRY_CAST(content AS DATE) END;

-- Excel counts days from 1899-12-30. Its numbers up to 60 contain a 29 February 1900 that never was, so that they may
-- mean two days: they are left alone. 2958465 is the last day of the year 9999.
CREATE OR REPLACE TEMP MACRO serial_day(content) AS
CASE
    WHEN regexp_full_match(content, '[0-9]{2,7}([.]0+)?')
        THEN
            CASE
                WHEN TRY_CAST(content AS DOUBLE) BETWEEN 61 AND 2958465
                    THEN DATE '1899-12-30' + TRY_CAST(content AS DOUBLE)::INTEGER
            END
END;

-- The fraction of an Excel number is the time of day, as exact as a binary fraction can be: to the nearest second.
CREATE OR REPLACE TEMP MACRO serial_instant(content) AS
CASE
    WHEN regexp_full_match(content, '[0-9]{2,7}([.][0-9]+)?')
        THEN
            CASE
                WHEN TRY_CAST(content AS DOUBLE) >= 61 AND TRY_CAST(content AS DOUBLE) < 2958466
                    THEN
                        hanoi_instant(
                            TIMESTAMP '1899-12-30' + to_seconds(round(TRY_CAST(content AS DOUBLE) * 86400)::BIGINT)
                        )
            END
END;

-- A date of birth of which perhaps only the year or the month is known: yyyymmdd, yyyymm00, yyyy0000
CREATE OR REPLACE TEMP MACRO birth_year_of(content) AS
CASE WHEN regexp_full_match(content, '[12][0-9]{7}') THEN TRY_CAST(content[1:4] AS INTEGER) END;

CREATE OR REPLACE TEMP MACRO birth_day_of(content) AS
CASE WHEN regexp_full_match(content, '[12][0-9]{7}') THEN try_strptime(content, '%Y%m%d')::DATE END;
