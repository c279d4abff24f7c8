-- Both sides of the contract in exact decimals, as one would write them in SQL, and a full outer join of their
-- lines: how many are equal, how many are not. The legacy side is a query a rule, as its scripts are; the standard
-- side adds records up by cell first, once, and bills the cells.
WITH usage AS (
  SELECT bill_billing_period_start_date AS period, line_item_usage_account_id AS account,
         line_item_product_code AS service, product_region_code AS region, line_item_usage_type AS usage_type,
         line_item_operation AS operation, line_item_usage_amount AS quantity, list_cost
  FROM read_parquet('{usage}/*/*/records.parquet', union_by_name = true)
  WHERE line_item_line_item_type = 'Usage'
    AND line_item_usage_start_date >= TIMESTAMPTZ '2025-01-01 00:00:00+00'
    AND line_item_usage_start_date < TIMESTAMPTZ '2026-01-01 00:00:00+00'),
legacy AS (
  SELECT period, '2.1' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost) AS DECIMAL(28, 10)) * CAST(0.10 AS DECIMAL(4, 2)), 2) AS amount
  FROM usage WHERE service = 'AmazonEC2' GROUP BY ALL
  UNION ALL
  SELECT period, '2.2' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost) AS DECIMAL(28, 10)) * CAST(0.12 AS DECIMAL(4, 2)), 2) AS amount
  FROM usage WHERE service = 'AmazonS3' GROUP BY ALL
  UNION ALL
  SELECT period, '2.3' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost) AS DECIMAL(28, 10)) * CAST(0.07 AS DECIMAL(4, 2)), 2) AS amount
  FROM usage WHERE service = 'AmazonRDS' GROUP BY ALL
  UNION ALL
  SELECT period, '2.4' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost) AS DECIMAL(28, 10)) * CAST(0.15 AS DECIMAL(4, 2)), 2) AS amount
  FROM usage WHERE service = 'AWSLambda' GROUP BY ALL
  UNION ALL
  SELECT period, '2.5' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost) AS DECIMAL(28, 10)) * CAST(0.04 AS DECIMAL(4, 2)), 2) AS amount
  FROM usage WHERE service = 'AmazonCloudWatch' GROUP BY ALL
  UNION ALL
  SELECT period, '1', account, '', '', '', NULL,
         -round(CAST(sum(list_cost) AS DECIMAL(28, 10)) * CAST(0.05 AS DECIMAL(4, 2)), 2)
  FROM usage GROUP BY ALL),
cells AS MATERIALIZED (
  SELECT period, account, service, region, usage_type, operation, sum(quantity) AS quantity,
         CAST(sum(list_cost) AS DECIMAL(28, 10)) AS list_cost
  FROM usage GROUP BY ALL),
standard AS (
  SELECT period, '2.1' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost * CAST(0.10 AS DECIMAL(4, 2))) AS DECIMAL(30, 12)), 2) AS amount
  FROM cells WHERE service = 'AmazonEC2' GROUP BY ALL
  UNION ALL
  SELECT period, '2.2' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost * CAST(0.12 AS DECIMAL(4, 2))) AS DECIMAL(30, 12)), 2) AS amount
  FROM cells WHERE service = 'AmazonS3' GROUP BY ALL
  UNION ALL
  SELECT period, '2.3' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost * CAST(0.07 AS DECIMAL(4, 2))) AS DECIMAL(30, 12)), 2) AS amount
  FROM cells WHERE service = 'AmazonRDS' GROUP BY ALL
  UNION ALL
  SELECT period, '2.4' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost * CAST(0.15 AS DECIMAL(4, 2))) AS DECIMAL(30, 12)), 2) AS amount
  FROM cells WHERE service = 'AWSLambda' GROUP BY ALL
  UNION ALL
  SELECT period, '2.5' AS clause, account, service, region, usage_type, sum(quantity) AS quantity,
         -round(CAST(sum(list_cost * CAST(0.04 AS DECIMAL(4, 2))) AS DECIMAL(30, 12)), 2) AS amount
  FROM cells WHERE service = 'AmazonCloudWatch' GROUP BY ALL
  UNION ALL
  SELECT period, '1', account, '', '', '', NULL,
         -round(CAST(sum(list_cost * CAST(0.05 AS DECIMAL(4, 2))) AS DECIMAL(30, 12)), 2)
  FROM cells GROUP BY ALL)
SELECT count(*) FILTER (l.amount = s.amount AND l.quantity IS NOT DISTINCT FROM s.quantity),
       count(*) FILTER (NOT (l.amount = s.amount AND l.quantity IS NOT DISTINCT FROM s.quantity)
                        OR l.amount IS NULL OR s.amount IS NULL)
FROM (SELECT * FROM legacy WHERE amount <> 0) l
FULL OUTER JOIN (SELECT * FROM standard WHERE amount <> 0) s USING (period, clause, account, service, region, usage_type)
