-- As it has always run: in REAL, months first and then their sum, and printf for the cents.
WITH
months AS (
  SELECT period, (substr(period, 1, 4) * 12 + substr(period, 6, 2))
                 - (substr(:term_start, 1, 4) * 12 + substr(:term_start, 6, 2)) AS month
  FROM (SELECT DISTINCT period FROM usage UNION SELECT :period)),
asked AS (SELECT month FROM months WHERE period = :period),
spend AS (
  SELECT usage.period, sum(cost) AS cost
  FROM usage JOIN months ON months.period = usage.period, asked
  WHERE line_item_type = 'Usage' AND months.month / 3 = asked.month / 3
  GROUP BY usage.period),
quarter AS (
  SELECT coalesce((SELECT sum(cost) FROM (SELECT cost FROM spend ORDER BY period)), 0.0) AS cost)
SELECT 'OutOfCycle' AS bill_type,
       'Fee' AS line_item_type,
       'Section 4.1' AS clause,
       'Shortfall of the quarterly commitment' AS description,
       printf('%.2f', (SELECT value + 0.0 FROM parameters WHERE name = 'commitment') - cost) AS amount
FROM quarter, asked
WHERE (month + 1) % 3 = 0
  AND (SELECT value + 0.0 FROM parameters WHERE name = 'commitment') - cost >= 0.005;
