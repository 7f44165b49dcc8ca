-- dossier_on_time: what the one-stop desks received, finished and still had in hand on each business day
-- A desk is that of a district, of a department or, from July 2025 on, of a commune.
-- grain: business day on which any dossiers were loaded × supplier × field of the procedure · owner: data engineering
--
-- received and finished are flows of the day, by the dates in the dossier, whenever these became known: a dossier is
-- received on its day of receipt once it is accepted (statuses 1 and 3 are not counted), and finished on the day its
-- work ended, once for each time it ends. processing and paused are the stock at the end of the day.
-- Days are compared, never hours: finished before the promised day is early, on it on time, after it late; without a
-- promised day it is on time. A dossier still in process is late at the end of the promised day, since it can only be
-- finished after it. A desk that delivered nothing for a day keeps its stock (`mart.coverage` says who did not).
-- A dossier that goes on at another desk is in the stock of the one that holds it: the last one that began to tell of
-- it. It was received once, by the desk that told of it first, and is finished where it then is.
--
-- The promised day comes with the record. Where the desk gives only the hours (8 are one working day) it is computed on
-- the working clock: 07:00 to 11:30 and 13:30 to 17:00 on the working days of reference.calendar, from receipt, with
-- the time added that the dossier was paused. A pause is seen from the record that tells of it to the next record. Of a
-- dossier that was already under way when its desk first delivered, pauses are not known; a promised day
-- computed without them could call it late wrongly, so it counts as without one.
{% set by = by | default('field') -%}
WITH reported AS (
    SELECT DISTINCT business_day
    FROM ops.delivery
    WHERE feed = 'procedures.dossier' AND state = 'loaded' AND business_day <= $day
),

began AS (
    SELECT supplier, min(business_day) AS first_day
    FROM ops.delivery
    WHERE feed = 'procedures.dossier' AND state = 'loaded' AND business_day <= $day
    GROUP BY supplier
),

told AS (
    SELECT
        dossier.supplier,
        dossier.dossier_code,
        {% if by == 'field' %}coalesce(procedure.field, 'Không xác định'){% else %}coalesce(dossier.channel, 'none'){% endif %} AS {{ by }},
        status.report_bucket AS bucket,
        dossier.received_at,
        hanoi_day(dossier.received_at) AS received_on,
        hanoi_day(coalesce(dossier.finished_at, dossier.returned_at, dossier.valid_from)) AS ended_on,
        hanoi_day(dossier.due_at) AS promised_on,
        CASE WHEN dossier.due_at IS NULL THEN dossier.processing_hours END AS hours,
        dossier.valid_from,
        dossier.valid_to,
        hanoi_day(dossier.valid_from) AS from_day,
        hanoi_day(dossier.valid_to) AS to_day,
        -- days to look up, where there is anything to look up
        CASE WHEN hours IS NOT NULL THEN received_on END AS counted_from,
        CASE WHEN bucket = 'paused' THEN from_day END AS paused_on,
        CASE WHEN bucket = 'paused' THEN to_day END AS resumed_on
    FROM known_procedures_dossier AS dossier
    LEFT JOIN reference.dossier_status AS status ON dossier.status_code = status.status_code
    LEFT JOIN reference.procedure ON dossier.procedure_code = procedure.procedure_code
    WHERE dossier.valid_from < end_of($day)
),

waiting AS (
    SELECT
        told.*,
        work_clock(told.valid_to, resumed.is_working_day, resumed.working_day_number)
        - work_clock(told.valid_from, stopped.is_working_day, stopped.working_day_number) AS pause
    FROM told
    LEFT JOIN reference.calendar AS stopped ON told.paused_on = stopped.day
    LEFT JOIN reference.calendar AS resumed ON told.resumed_on = resumed.day
),

-- the working seconds a dossier had waited for its applicant when each of its versions began
waited AS (
    SELECT
        *,
        lag(bucket) OVER life AS bucket_before,
        first_value(supplier) OVER life AS received_by,
        coalesce(sum(pause) OVER life - coalesce(pause, 0), 0) AS seconds
    FROM waiting
    WINDOW life AS (PARTITION BY dossier_code ORDER BY valid_from)
),

clocked AS (
    SELECT
        waited.*,
        CASE
            WHEN waited.counted_from >= began.first_day
                THEN
                    work_clock(waited.received_at, calendar.is_working_day, calendar.working_day_number)
                    + greatest(waited.hours * 3600 + waited.seconds, 1)
        END AS due_clock
    FROM waited
    LEFT JOIN began ON waited.received_by = began.supplier
    LEFT JOIN reference.calendar ON waited.counted_from = calendar.day
),

-- the end of a working day belongs to that day
version AS (
    SELECT clocked.*, coalesce(clocked.promised_on, due.day) AS due_on
    FROM clocked
    LEFT JOIN reference.calendar AS due
        ON due.is_working_day AND due.working_day_number = 1 + (clocked.due_clock - 1) // 28800
),

flow AS (
    SELECT
        supplier,
        {{ by }},
        ended_on AS business_day,
        0 AS received,
        1 AS finished,
        coalesce(ended_on < due_on, false)::INTEGER AS early,
        coalesce(ended_on = due_on, true)::INTEGER AS on_time,
        coalesce(ended_on > due_on, false)::INTEGER AS late
    FROM version
    WHERE bucket = 'finished' AND bucket_before IS DISTINCT FROM 'finished'
    UNION ALL
    SELECT any_value(received_by), arg_min({{ by }}, valid_from), arg_min(received_on, valid_from), 1, 0, 0, 0, 0
    FROM version
    WHERE bucket <> 'not_counted'
    GROUP BY dossier_code
),

-- +1 when a dossier enters a stock, -1 when it leaves it; what came and went within a day was never in it
step AS (
    SELECT
        supplier,
        {{ by }},
        unnest([from_day, to_day]) AS changed_on,
        unnest([1, -1]) * (bucket = 'processing')::INTEGER AS processing,
        0 AS processing_late,
        unnest([1, -1]) * (bucket = 'paused')::INTEGER AS paused
    FROM version
    WHERE bucket IN ('processing', 'paused')
    UNION ALL
    SELECT
        supplier,
        {{ by }},
        unnest([greatest(from_day, due_on), to_day]),
        0,
        unnest([1, -1]),
        0
    FROM version
    WHERE bucket = 'processing' AND due_on IS NOT NULL AND greatest(from_day, due_on) < to_day
),

moved AS (
    SELECT
        step.supplier,
        step.{{ by }},
        reported.business_day,
        sum(step.processing) AS processing,
        sum(step.processing_late) AS processing_late,
        sum(step.paused) AS paused
    FROM step
    ASOF INNER JOIN reported ON step.changed_on <= reported.business_day
    GROUP BY ALL
),

stock AS (
    SELECT
        desk.supplier,
        desk.{{ by }},
        reported.business_day,
        sum(moved.processing) OVER so_far AS processing,
        sum(moved.processing_late) OVER so_far AS processing_late,
        sum(moved.paused) OVER so_far AS paused
    FROM (SELECT DISTINCT supplier, {{ by }} FROM moved) AS desk
    CROSS JOIN reported
    LEFT JOIN moved USING (supplier, {{ by }}, business_day)
    WINDOW so_far AS (PARTITION BY desk.supplier, desk.{{ by }} ORDER BY reported.business_day)
),

counted AS (
    SELECT
        supplier,
        {{ by }},
        business_day,
        sum(received) AS received,
        sum(finished) AS finished,
        sum(early) AS early,
        sum(on_time) AS on_time,
        sum(late) AS late
    FROM flow
    SEMI JOIN reported USING (business_day)
    GROUP BY ALL
),

-- supplier d001 is the district 001, known to the reference or not
line AS (
    SELECT
        business_day,
        supplier,
        nullif(regexp_extract(supplier, '^d([0-9]+)$', 1), '') AS district_code,
        coalesce(known.name_vi, supplier) AS district_name,
        {{ by }},
        coalesce(counted.received, 0)::BIGINT AS received,
        coalesce(counted.finished, 0)::BIGINT AS finished,
        coalesce(counted.early, 0)::BIGINT AS early,
        coalesce(counted.on_time, 0)::BIGINT AS on_time,
        coalesce(counted.late, 0)::BIGINT AS late,
        coalesce(stock.processing, 0)::BIGINT AS processing,
        coalesce(stock.processing_late, 0)::BIGINT AS processing_late,
        coalesce(stock.paused, 0)::BIGINT AS paused
    FROM counted
    FULL JOIN stock USING (supplier, {{ by }}, business_day)
    LEFT JOIN reference.supplier AS known USING (supplier)
)

SELECT
    *,
    CASE WHEN finished > 0 THEN (early + on_time) / finished END AS on_time_share
FROM line
WHERE received + finished + processing + paused > 0
ORDER BY business_day, supplier, {{ by }}
