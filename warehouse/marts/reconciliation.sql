-- reconciliation: the registers held against each other, by standing rules that have an owner each
-- The rules stand in reconciliation/rules.yaml, each with its few lines of SQL beside. A finding is a record that
-- contradicts another register's; who is right is for the owners to say. Counts of earlier days are of the records as
-- they stood at the end of those days, by what is known on the day. A rule has no counts for a day before all of its
-- feeds had been loaded once. Of each rule there is a row for all units together, and one for each unit that holds
-- records the rule asks. grain: rule × unit ('all': all of them) · owner: data engineering
WITH
{% for feed in feeds %}
{{ feed.table }}_on AS NOT MATERIALIZED (
    {% for before in [0, 1, 7, 30] -%}
    SELECT *, $day::DATE - {{ before }} AS day
    FROM known_{{ feed.table }}
    WHERE {{ feed.stands[before] }}
    {% if not loop.last %}UNION ALL{% endif %}
    {% endfor -%}
),
{% endfor %}
counted AS (
    {% for rule in rules %}
    SELECT {{ rule.literal }} AS rule_id, day, unit, count(*) AS checked, count(*) FILTER (WHERE is_found) AS found
    FROM ({{ rule.select }})
    GROUP BY day, unit
    {% if not loop.last %}UNION ALL{% endif %}
    {% endfor %}
),

rule AS (
    {% for rule in rules %}
    SELECT
        {{ loop.index }} AS place,
        {{ rule.literal }} AS rule_id,
        {{ rule.owner }} AS owner,
        {{ rule.name_vi }} AS name_vi,
        {{ rule.name_en }} AS name_en,
        {{ rule.feeds }} AS feeds
    {% if not loop.last %}UNION ALL{% endif %}
    {% endfor %}
),

-- the day from which on all feeds of a rule are known
began AS (
    SELECT rule.rule_id, max(first.day) AS day
    FROM rule
    INNER JOIN (
        SELECT feed, min(business_day) AS day
        FROM ops.delivery
        WHERE state = 'loaded'
        GROUP BY feed
    ) AS first ON list_contains(rule.feeds, first.feed)
    GROUP BY rule.rule_id, rule.feeds
    HAVING count(*) = len(rule.feeds)
),

asked AS (
    SELECT began.rule_id, list_filter({{ days }}, lambda d: d >= began.day) AS days
    FROM began
),

line AS (
    SELECT
        counted.rule_id,
        coalesce(counted.unit, 'all') AS unit,
        sum(counted.checked) FILTER (WHERE counted.day = $day)::BIGINT AS checked,
        {% for before in [0, 1, 7, 30] -%}
        sum(counted.found) FILTER (WHERE counted.day = $day::DATE - {{ before }})::BIGINT AS found_{{ before }},
        {% endfor -%}
        count(*) AS lines
    FROM counted
    INNER JOIN asked ON counted.rule_id = asked.rule_id AND list_contains(asked.days, counted.day)
    GROUP BY GROUPING SETS ((counted.rule_id, counted.unit), (counted.rule_id))
),

-- every rule has its line for all units, also one that had nothing to ask or cannot be asked yet
whole AS (
    SELECT rule.rule_id, coalesce(line.unit, 'all') AS unit, line.* EXCLUDE (rule_id, unit, lines), asked.days
    FROM rule
    LEFT JOIN line USING (rule_id)
    LEFT JOIN asked USING (rule_id)
)

SELECT
    $day AS as_of,
    rule.rule_id,
    rule.name_vi,
    rule.name_en,
    rule.owner,
    whole.unit,
    CASE
        WHEN whole.unit = 'all' THEN 'Tất cả các đơn vị' ELSE coalesce(known.name_vi, whole.unit)
    END AS unit_name,
    CASE WHEN list_contains(whole.days, $day::DATE) THEN coalesce(whole.checked, 0) END AS checked,
    CASE WHEN list_contains(whole.days, $day::DATE) THEN coalesce(whole.found_0, 0) END AS found,
    CASE
        WHEN list_contains(whole.days, $day::DATE - 1) THEN coalesce(whole.found_1, 0)
    END AS found_1_day_before,
    CASE
        WHEN list_contains(whole.days, $day::DATE - 7) THEN coalesce(whole.found_7, 0)
    END AS found_7_days_before,
    CASE
        WHEN list_contains(whole.days, $day::DATE - 30) THEN coalesce(whole.found_30, 0)
    END AS found_30_days_before
FROM whole
INNER JOIN rule USING (rule_id)
LEFT JOIN reference.supplier AS known ON whole.unit = known.supplier
ORDER BY rule.place, whole.unit = 'all' DESC, whole.unit
