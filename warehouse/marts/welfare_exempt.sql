-- welfare_exempt: why beneficiaries are still paid in cash by force majeure, by kind of benefit, for the whole city
-- All kinds are withheld together as soon as one reason of one kind holds for fewer than {{ smallest }}, though not for
-- nobody, or welfare_account withholds the kind's total: a single hidden row would follow from the total. What is left
-- is the total of the reasons, itself withheld where one of them is so rare: then each reason of a kind has two
-- possible values or more, since its row and its column are made of others too.
-- grain: kind of benefit, with their total under the code 'all' · owner: data engineering
WITH beneficiary AS (
    SELECT kind, exempt_reason
    FROM known_welfare_beneficiary
    WHERE
        valid_from < end_of($day)
        AND valid_to >= end_of($day)
        AND starts_on <= $day
        AND (ends_on IS NULL OR ends_on >= $day)
        AND payment_method = 'cash'
),

counted AS (
    SELECT
        coalesce(kind, 'all') AS kind,
        count(*) FILTER (WHERE exempt_reason = 'bedridden') AS bedridden,
        count(*) FILTER (WHERE exempt_reason = 'no_capacity') AS no_capacity,
        count(*) FILTER (WHERE exempt_reason = 'remote') AS remote,
        count(*) FILTER (WHERE exempt_reason = 'in_custody') AS in_custody
    FROM beneficiary
    GROUP BY CUBE (kind)
),

filled AS (
    SELECT
        account.kind,
        coalesce(counted.bedridden, 0) AS bedridden,
        coalesce(counted.no_capacity, 0) AS no_capacity,
        coalesce(counted.remote, 0) AS remote,
        coalesce(counted.in_custody, 0) AS in_custody,
        account.is_suppressed
    FROM published.mart.welfare_account AS account
    LEFT JOIN counted USING (kind)
    WHERE account.district_code = 'all'
),

judged AS (
    SELECT
        *,
        len(list_filter(
            [bedridden, no_capacity, remote, in_custody], lambda n: n BETWEEN 1 AND {{ smallest }} - 1
        )) > 0 AS is_small
    FROM filled
),

decided AS (
    SELECT
        * EXCLUDE (is_suppressed),
        CASE
            WHEN kind = 'all' THEN is_small OR is_suppressed
            ELSE bool_or(is_small OR is_suppressed) OVER ()
        END AS is_suppressed
    FROM judged
)

SELECT
    $day AS as_of,
    kind,
    CASE WHEN NOT is_suppressed THEN bedridden END AS bedridden,
    CASE WHEN NOT is_suppressed THEN no_capacity END AS no_capacity,
    CASE WHEN NOT is_suppressed THEN remote END AS remote,
    CASE WHEN NOT is_suppressed THEN in_custody END AS in_custody,
    is_suppressed
FROM decided
ORDER BY kind = 'all', kind
