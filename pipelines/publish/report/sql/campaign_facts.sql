-- What the source says of the campaign
-- grain: one row · owner: data engineering
SELECT
    campaign.name_vi, campaign.name_en, campaign.length_days, campaign.starts_on, campaign.ends_on, campaign.note,
    (SELECT first_day FROM temp.campaign_start) AS first_day
FROM reference.campaign
WHERE campaign.campaign_code = '60d'
