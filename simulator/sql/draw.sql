-- Chance, drawn from (seed, what, whom) by md5: the same on every machine, in every version and in any order.
-- grain: macros only
CREATE MACRO roll(what, whom) AS md5_number_lower(getvariable('seed')::VARCHAR || what || '|' || whom::VARCHAR);
-- one roll holds four independent slots of 0..9999
CREATE MACRO slot(rolled, nth) AS
    ((rolled // ([1, 10000, 100000000, 1000000000000]::UBIGINT[])[nth]) % 10000)::INTEGER;
-- an instant between 07:00 and 17:00 of a day, Hanoi time
CREATE MACRO office_instant(on_day, rolled) AS
    on_day::TIMESTAMP + to_seconds(25200 + ((rolled // 7) % 36000)::BIGINT);

-- The working clock: seconds of work since its first day; 07:00-11:30 and 13:30-17:00 are 28,800 seconds.
CREATE MACRO work_second(of_day) AS CASE
    WHEN of_day <= 25200 THEN 0
    WHEN of_day <= 41400 THEN of_day - 25200
    WHEN of_day <= 48600 THEN 16200
    WHEN of_day <= 61200 THEN of_day - 32400
    ELSE 28800 END;
-- the end of a day belongs to that day, not to the next morning
CREATE MACRO work_day_of(work) AS ((greatest(work, 1) - 1) // 28800);
CREATE MACRO day_second_of(work) AS CASE
    WHEN greatest(work, 1) - work_day_of(work) * 28800 <= 16200 THEN 25200 + greatest(work, 1) - work_day_of(work) * 28800
    ELSE 32400 + greatest(work, 1) - work_day_of(work) * 28800 END;

-- how instants and days are written on most wires
CREATE MACRO wire_instant(instant) AS strftime(instant, '%Y-%m-%dT%H:%M:%S') || '+07:00';
CREATE MACRO wire_day(day) AS strftime(day, '%Y%m%d');
CREATE MACRO vn_day(day) AS strftime(day, '%d/%m/%Y');
CREATE MACRO vn_instant(instant) AS strftime(instant, '%d/%m/%Y %H:%M:%S');
CREATE MACRO vnd(amount) AS replace(format('{:,}', amount), ',', '.');
-- an instant of Hanoi as the truth tells it
CREATE MACRO utc(hanoi) AS strftime(hanoi - INTERVAL 7 HOUR, '%Y-%m-%dT%H:%M:%SZ');
-- a day in proportion to a slot of 0..9999, between two days, both included
CREATE MACRO day_between(first_day, last_day, chance) AS first_day + ((last_day - first_day + 1) * chance // 10000)::INTEGER;
CREATE MACRO yes_no(truth) AS CASE WHEN truth THEN 'yes' ELSE 'no' END;
-- a score of a form: 0, 1 or 2
CREATE MACRO score(chance, discontent) AS CASE WHEN chance < discontent // 4 THEN 0 WHEN chance < discontent THEN 1 ELSE 2 END;
