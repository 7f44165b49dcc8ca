-- Words the marts are written in
-- owner: data engineering

CREATE OR REPLACE TEMP MACRO hanoi_day(instant) AS (instant AT TIME ZONE 'Asia/Ho_Chi_Minh')::DATE;

-- the instant at which a day is over in Hanoi; what is valid in its last moment has valid_from < it <= valid_to
CREATE OR REPLACE TEMP MACRO end_of(day) AS (day::DATE + 1)::TIMESTAMP AT TIME ZONE 'Asia/Ho_Chi_Minh';

-- the days at whose end something valid for some time stood: from the first on and until before the second, none before
-- `first` and none after `last`; only instants between these are looked up in the calendar, which is costly
CREATE OR REPLACE TEMP MACRO day_since(instant, first) AS
CASE WHEN instant < end_of(first) THEN first::DATE ELSE hanoi_day(instant) END;

CREATE OR REPLACE TEMP MACRO day_until(instant, last) AS
CASE WHEN instant >= end_of(last) THEN last::DATE + 1 ELSE hanoi_day(instant) END;

-- seconds of work a desk has done by an instant of a working day: 07:00 to 11:30 and 13:30 to 17:00 are 28,800
CREATE OR REPLACE TEMP MACRO worked_by(instant) AS
least(greatest(epoch((instant AT TIME ZONE 'Asia/Ho_Chi_Minh')::TIME)::BIGINT - 25200, 0), 16200)
+ least(greatest(epoch((instant AT TIME ZONE 'Asia/Ho_Chi_Minh')::TIME)::BIGINT - 48600, 0), 12600);

-- the same on the clock that runs through all working days and stands still between them
CREATE OR REPLACE TEMP MACRO work_clock(instant, is_working_day, working_day_number) AS
(working_day_number - is_working_day::INTEGER) * 28800 + is_working_day::INTEGER * worked_by(instant);

-- whether each part of a withheld cell can become smaller by what is asked of it
CREATE OR REPLACE TEMP MACRO can_fall(parts, falls) AS
len(list_filter(list_zip(parts, falls), lambda pair: pair[1] < pair[2])) = 0;

-- the rows of a table by district: those of a day, what lies in none, and the city as their total; on a day without
-- districts the city alone, since what lies in none is then all there is
CREATE OR REPLACE TEMP MACRO district_rows(day) AS TABLE
    WITH district AS (
        SELECT place_code AS district_code, full_name AS district_name
        FROM reference.place
        WHERE level = 'district' AND valid_from <= day AND valid_to > day
    )

    SELECT district_code, district_name FROM district
    UNION ALL
    SELECT 'none', 'Không xác định'
    WHERE EXISTS (SELECT 1 FROM district)
    UNION ALL
    SELECT 'all', 'Toàn thành phố';
