-- Each account's volume runs up over the contract year; every band of the running total has its price.
WITH
tiers(low, high, price) AS (
  VALUES ('0', '50', '0.098'), ('50', '200', '0.09'), ('200', NULL, '0.08')),
by_period AS (
  SELECT account, period, decimal_sum(quantity_text) AS quantity, decimal_sum(cost_text) AS cost
  FROM usage
  WHERE line_item_type = 'Usage' AND service = :service AND usage_type LIKE '%' || :usage_type
  GROUP BY account, period),
running AS (
  SELECT account, period, quantity, cost,
         decimal_sum(quantity) OVER (PARTITION BY account ORDER BY period) AS after
  FROM by_period),
volumes AS (
  SELECT *, decimal_sub(after, quantity) AS before FROM running WHERE period = :period),
priced AS (
  SELECT volumes.account, volumes.quantity, volumes.cost,
         decimal_sum(decimal_mul(
           decimal_sub(
             CASE WHEN high IS NULL OR decimal_cmp(after, high) < 0 THEN after ELSE high END,
             CASE WHEN decimal_cmp(before, low) > 0 THEN before ELSE low END),
           price)) AS charge
  FROM volumes
  JOIN tiers ON decimal_cmp(after, low) > 0 AND (high IS NULL OR decimal_cmp(before, high) < 0)
  GROUP BY volumes.account)
SELECT account AS usage_account_id,
       'PrivateRateDiscount' AS line_item_type,
       'Exhibit C 2' AS clause,
       'Block storage, private rates' AS description,
       decimal_round(decimal_sub(charge, cost), 2) AS amount
FROM priced
WHERE decimal_cmp(decimal_round(decimal_sub(charge, cost), 2), '0') <> 0
ORDER BY account;
