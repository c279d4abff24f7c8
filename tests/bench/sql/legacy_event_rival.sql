-- The rule book of tests/bench/bench_legacy_event.py, in doubles: each record's result is rounded to cents.
WITH usage AS (
  SELECT bill_billing_period_start_date AS period, line_item_usage_account_id AS account,
         line_item_product_code AS service, line_item_usage_amount::DOUBLE AS q,
         coalesce(pricing_public_on_demand_cost, line_item_unblended_cost)::DOUBLE AS l
  FROM read_parquet('{parquet}')
  WHERE line_item_line_item_type = 'Usage' AND line_item_usage_start_date >= '2025-01-01'
    AND line_item_usage_start_date < '2026-01-01' AND bill_billing_period_start_date >= '2025-01-01'
    AND bill_billing_period_start_date < '2026-01-01'),
given AS (
  SELECT period, account,
         sum(CASE WHEN service = 'AmazonEC2' THEN round(
           CASE WHEN l > 1 THEN l * 0.07::DOUBLE ELSE least(l, q * 0.001::DOUBLE) END * 100)::BIGINT ELSE 0 END) AS compute,
         sum(CASE WHEN service <> 'AmazonRDS' THEN round(
           greatest(0::DOUBLE, l - q * 0.00001::DOUBLE) * 0.5::DOUBLE * 100)::BIGINT ELSE 0 END) AS everything
  FROM usage GROUP BY ALL),
lines AS (
  SELECT period, account, 'compute' AS type, -compute AS cents FROM given
  UNION ALL SELECT period, account, 'all', -everything FROM given)
SELECT strftime(period, '%Y-%m'), account, '', type, (cents::DECIMAL(18, 0) / 100)::DECIMAL(18, 2)
FROM lines WHERE cents <> 0
