-- What the deliveries of one business day are measured against: what was loaded of earlier business days.
-- The median keeps out a supplier's first delivery, which is its full state. A quiet day is compared with quiet days
-- where there are three of them among the last 28. Of a feed of changes that names communes nothing is expected on the
-- day a new generation of them begins, which is no measure of later days either: it may tell of every record again.
-- parameter in `day_in_hand` · owner: data engineering
UPDATE delivery_profile
SET
    days_before = measured.days_before,
    expected = measured.expected,
    keys_before = measured.keys_before,
    keys_before_on = measured.keys_before_on
FROM (
    WITH standing AS (
        SELECT * FROM baseline
        QUALIFY row_number() OVER (PARTITION BY supplier, business_day ORDER BY version DESC) = 1
    ),

    earlier AS (
        SELECT
            delivery_profile.delivery_id,
            delivery_profile.kind,
            standing.business_day,
            standing.received,
            standing.keys,
            coalesce(day_then.is_working_day = day_now.is_working_day, false) AS is_alike
        FROM delivery_profile
        INNER JOIN standing
            ON
                delivery_profile.supplier = standing.supplier
                -- as far back as a night looks, so that a day of a long range is measured as on its night
                AND delivery_profile.business_day > standing.business_day
                AND delivery_profile.business_day <= standing.business_day + 60
        LEFT JOIN reference.new_map AS begins
            ON delivery_profile.kind = 'changes' AND standing.business_day = begins.day
        LEFT JOIN reference.calendar AS day_then ON standing.business_day = day_then.day
        LEFT JOIN reference.calendar AS day_now ON delivery_profile.business_day = day_now.day
        WHERE
            delivery_profile.business_day = (SELECT business_day FROM day_in_hand)
            AND begins.day IS NULL
        QUALIFY row_number() OVER (PARTITION BY delivery_profile.delivery_id ORDER BY standing.business_day DESC) <= 28
    )

    SELECT
        delivery_id,
        count(*) AS days_before,
        CASE
            WHEN any_value(kind) = 'snapshot' THEN arg_max(received, business_day)
            WHEN count(*) < 5 THEN NULL
            WHEN
                any_value(kind) = 'changes'
                AND (SELECT business_day FROM day_in_hand) IN (SELECT day FROM reference.new_map)
                THEN NULL
            WHEN count(*) FILTER (WHERE is_alike) >= 3 THEN median(received) FILTER (WHERE is_alike)
            ELSE median(received)
        END::DOUBLE AS expected,
        arg_max(keys, business_day) AS keys_before,
        max(business_day) AS keys_before_on
    FROM earlier
    GROUP BY delivery_id
) AS measured
WHERE delivery_profile.delivery_id = measured.delivery_id;
