WITH
by_account AS (
  SELECT account, decimal_sum(cost_text) AS cost
  FROM usage WHERE period = :period AND line_item_type = 'Usage'
  GROUP BY account),
total AS (
  SELECT decimal_sum(cost) AS cost,
         decimal_round(decimal_mul(decimal_sum(cost), :rate), 2) AS discount
  FROM by_account),
cut AS (
  SELECT account, total.discount AS discount,
         CASE WHEN decimal_cmp(total.cost, '0') = 0 THEN NULL
              ELSE decimal_div(decimal_mul(discount, by_account.cost), total.cost, 2, 'DOWN') END AS share,
         row_number() OVER (ORDER BY account DESC) = 1 AS is_last,
         row_number() OVER (ORDER BY account) = 1 AS is_first
  FROM by_account, total),
dealt AS (
  SELECT account,
         CASE WHEN share IS NULL THEN CASE WHEN is_first THEN discount ELSE '0' END
              WHEN is_last THEN decimal_sub(
                discount, decimal_sub(decimal_sum(share) OVER (), share))
              ELSE share END AS share
  FROM cut)
SELECT account AS usage_account_id,
       'EdpDiscount' AS line_item_type,
       'Section 2' AS clause,
       'Enterprise discount' AS description,
       decimal_round(decimal_sub('0', share), 2) AS amount
FROM dealt
WHERE decimal_cmp(share, '0') <> 0
ORDER BY account;
