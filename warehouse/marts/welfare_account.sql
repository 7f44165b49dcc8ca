-- welfare_account: who receives social-security payments on an account, and who in cash
-- A beneficiary counts who is entitled on the day, as the list stood at its end. Exempt are those paid in cash by force
-- majeure: bedridden, without legal capacity, in a remote place, in custody. Both shares are given, since the city's
-- target leaves the exempt out. The district is that of the commune on the day the record speaks of.
-- Few beneficiaries of a kind and a way of payment are withheld (withhold.sql); the city's total is always shown.
-- grain: district × kind of benefit, with their totals under the code 'all' · owner: data engineering
WITH beneficiary AS (
    SELECT
        coalesce(place.district_code, 'none') AS district_code,
        told.kind,
        told.payment_method = 'account' AS has_account,
        told.exempt_reason IS NOT NULL AS is_exempt
    FROM known_welfare_beneficiary AS told
    LEFT JOIN reference.place
        ON
            place.level = 'commune'
            AND told.commune_code = place.place_code
            AND place.valid_from <= hanoi_day(told.valid_from)
            AND place.valid_to > hanoi_day(told.valid_from)
    WHERE
        told.valid_from < end_of($day)
        AND told.valid_to >= end_of($day)
        AND told.starts_on <= $day
        AND (told.ends_on IS NULL OR told.ends_on >= $day)
),

counted AS (
    SELECT
        coalesce(district_code, 'all') AS district_code,
        coalesce(kind, 'all') AS kind,
        count(*) AS beneficiaries,
        count(*) FILTER (WHERE has_account) AS with_account,
        count(*) FILTER (WHERE NOT has_account AND is_exempt) AS cash_exempt,
        count(*) FILTER (WHERE NOT has_account AND NOT is_exempt) AS cash_not_exempt
    FROM beneficiary
    GROUP BY CUBE (district_code, kind)
    HAVING count(*) > 0
),

filled AS (
    SELECT
        district.district_code,
        district.district_name,
        kind.kind,
        coalesce(counted.beneficiaries, 0) AS beneficiaries,
        coalesce(counted.with_account, 0) AS with_account,
        coalesce(counted.cash_exempt, 0) AS cash_exempt,
        coalesce(counted.cash_not_exempt, 0) AS cash_not_exempt
    FROM district_rows($day) AS district
    CROSS JOIN (
        SELECT unnest(['social_protection', 'merit', 'poor_household', 'hardship', 'disability', 'all']) AS kind
    ) AS kind
    LEFT JOIN counted USING (district_code, kind)
    WHERE
        EXISTS (SELECT 1 FROM beneficiary)
        AND (district.district_code <> 'none' OR 'none' IN (SELECT beneficiary.district_code FROM beneficiary))
)

SELECT
    $day AS as_of,
    *,
    with_account / nullif(beneficiaries, 0) AS account_share,
    with_account / nullif(with_account + cash_not_exempt, 0) AS account_share_without_exempt
FROM filled
ORDER BY district_code = 'all', district_code, kind = 'all', kind
