-- The days on which a new generation of communes begins: a feed of changes that names them tells of every record again.
-- Empty for a feed that names none.
-- grain: day · owner: data engineering
CREATE TABLE reference.new_map (day DATE);
{% if file %}

INSERT INTO reference.new_map
SELECT DISTINCT valid_from FROM read_parquet({{ file }}) WHERE {{ only }};
{% endif %}
