-- welfare_time: how long it takes from a social-security payment to money in hand
-- Payments that fell due in the 60 days up to the day. The clock runs from credit for a payment on an account, from the
-- due instant for one in cash, until the money is first withdrawn, spent without cash or collected, as far as this was
-- told by the end of the day. Hours are of the clock, nights included. A payment on an account that is not credited yet
-- has no clock; one whose money is not in hand yet is counted and has no hours, so medians are those of the rest.
-- Age is what the person reaches in the day's calendar year; district and year of birth are the beneficiary's newest.
-- Few payments in a band are withheld (withhold.sql); the city's total is always shown.
-- grain: district × age group, with their totals under the code 'all' · owner: data engineering
WITH payment AS (
    SELECT
        payment_code,
        arg_min(beneficiary_code, occurred_at) AS beneficiary_code,
        arg_min(method, occurred_at) AS method,
        min(occurred_at) FILTER (WHERE step = 'due') AS due_at,
        min(occurred_at) FILTER (WHERE step = 'credited') AS credited_at,
        min(occurred_at) FILTER (WHERE step IN ('withdrawn', 'spent', 'collected')) AS in_hand_at
    FROM known_welfare_payment
    WHERE occurred_at < end_of($day)
    GROUP BY payment_code
),

beneficiary AS (
    SELECT
        told.beneficiary_code,
        coalesce(place.district_code, 'none') AS district_code,
        CASE
            WHEN year($day) - told.birth_year < 60 THEN 'under_60'
            WHEN year($day) - told.birth_year < 80 THEN '60_79'
            WHEN told.birth_year IS NOT NULL THEN '80_plus'
        END AS age_group
    FROM known_welfare_beneficiary AS told
    LEFT JOIN reference.place
        ON
            place.level = 'commune'
            AND told.commune_code = place.place_code
            AND place.valid_from <= hanoi_day(told.valid_from)
            AND place.valid_to > hanoi_day(told.valid_from)
    WHERE told.valid_from < end_of($day)
    QUALIFY row_number() OVER (PARTITION BY told.beneficiary_code ORDER BY told.valid_from DESC) = 1
),

clocked AS (
    SELECT
        coalesce(beneficiary.district_code, 'none') AS district_code,
        coalesce(beneficiary.age_group, 'unknown') AS age_group,
        payment.method,
        CASE WHEN payment.method = 'account' THEN payment.credited_at ELSE payment.due_at END AS begins_at,
        CASE
            WHEN payment.in_hand_at >= begins_at THEN (epoch(payment.in_hand_at) - epoch(begins_at)) / 3600
        END AS hours
    FROM payment
    LEFT JOIN beneficiary USING (beneficiary_code)
    WHERE hanoi_day(payment.due_at) BETWEEN $day::DATE - 59 AND $day
),

banded AS (
    SELECT
        *,
        method || CASE
            WHEN begins_at IS NULL THEN '_not_credited'
            WHEN hours IS NULL THEN '_not_yet'
            WHEN hours < 1 THEN '_within_1_hour'
            WHEN hours < 24 THEN '_within_1_day'
            WHEN hours < 72 THEN '_within_3_days'
            WHEN hours < 168 THEN '_within_7_days'
            ELSE '_later'
        END AS band
    FROM clocked
),

counted AS (
    SELECT
        coalesce(district_code, 'all') AS district_code,
        coalesce(age_group, 'all') AS age_group,
        count(*) AS payments,
        {% for method in ['account', 'cash'] -%}
        count(*) FILTER (WHERE method = '{{ method }}') AS {{ method }}_payments,
        {% for band in ['within_1_hour', 'within_1_day', 'within_3_days', 'within_7_days', 'later', 'not_yet'] -%}
        count(*) FILTER (WHERE band = '{{ method }}_{{ band }}') AS {{ method }}_{{ band }},
        {% endfor -%}
        quantile_cont(hours, 0.5) FILTER (WHERE method = '{{ method }}') AS {{ method }}_median_hours,
        quantile_cont(hours, 0.9) FILTER (WHERE method = '{{ method }}') AS {{ method }}_p90_hours,
        {% endfor -%}
        count(*) FILTER (WHERE band = 'account_not_credited') AS account_not_credited,
        quantile_cont(hours, 0.5) AS median_hours,
        quantile_cont(hours, 0.9) AS p90_hours
    FROM banded
    GROUP BY CUBE (district_code, age_group)
    HAVING count(*) > 0
)

SELECT
    $day AS as_of,
    district_code,
    district.district_name,
    age_group,
    coalesce(COLUMNS(counted.* EXCLUDE (
        district_code, age_group, account_median_hours, account_p90_hours, cash_median_hours, cash_p90_hours,
        median_hours, p90_hours
    )), 0),
    counted.account_median_hours,
    counted.account_p90_hours,
    counted.cash_median_hours,
    counted.cash_p90_hours,
    counted.median_hours,
    counted.p90_hours
FROM district_rows($day) AS district
CROSS JOIN (SELECT unnest(['under_60', '60_79', '80_plus', 'unknown', 'all']) AS age_group) AS age
LEFT JOIN counted USING (district_code, age_group)
WHERE
    EXISTS (SELECT 1 FROM clocked)
    AND (district_code <> 'none' OR 'none' IN (SELECT clocked.district_code FROM clocked))
    AND (age_group <> 'unknown' OR 'unknown' IN (SELECT clocked.age_group FROM clocked))
ORDER BY
    district_code = 'all',
    district_code,
    array_position(['under_60', '60_79', '80_plus', 'unknown', 'all'], age_group)
