-- The rule book of tests/bench/bench_legacy_group.py, in doubles: usage is added up once, by period,
-- account and service.
WITH usage AS MATERIALIZED (
  SELECT bill_billing_period_start_date AS period, line_item_usage_account_id AS account,
         line_item_product_code AS service, sum(line_item_usage_amount::DOUBLE) AS q,
         sum(coalesce(pricing_public_on_demand_cost, line_item_unblended_cost)::DOUBLE) AS l
  FROM read_parquet('{parquet}')
  WHERE line_item_line_item_type = 'Usage' AND line_item_usage_start_date >= '2025-01-01'
    AND line_item_usage_start_date < '2026-01-01' AND bill_billing_period_start_date >= '2025-01-01'
    AND bill_billing_period_start_date < '2026-01-01'
  GROUP BY ALL),
storage AS (
  SELECT period, account,
         sum(l) - CASE WHEN sum(q) > 0 THEN least(sum(q), 50::DOUBLE) * 0.021::DOUBLE ELSE 0 END
                - CASE WHEN sum(q) > 50 THEN (sum(q) - 50) * 0.019::DOUBLE ELSE 0 END AS d
  FROM usage WHERE service = 'AmazonS3' GROUP BY ALL),
compute AS (
  SELECT period, l, sum(l) OVER (ORDER BY period) AS total
  FROM (SELECT period, sum(l) AS l FROM usage WHERE service = 'AmazonEC2' GROUP BY period)),
everything AS (
  SELECT period, account, greatest(0::DOUBLE, sum(l) - 10) * 0.05::DOUBLE AS d
  FROM usage WHERE service <> 'AmazonRDS' GROUP BY ALL),
lines AS (
  SELECT period, account, 'storage' AS type, -d AS amount FROM storage
  UNION ALL SELECT period, '', 'compute',
    -l * CASE WHEN total <= 1000 THEN 0.01::DOUBLE WHEN total <= 100000 THEN 0.02 ELSE 0.03 END FROM compute
  UNION ALL SELECT period, account, 'all', -d FROM everything)
SELECT strftime(period, '%Y-%m'), account, '', type, round(amount, 2)::DECIMAL(18, 2)
FROM lines WHERE round(amount, 2)::DECIMAL(18, 2) <> 0
