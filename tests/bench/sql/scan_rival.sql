SELECT line_item_usage_account_id, line_item_product_code, product_region_code,
       line_item_usage_type, line_item_operation, line_item_line_item_type,
       sum(line_item_usage_amount), sum(coalesce(pricing_public_on_demand_cost, line_item_unblended_cost))
FROM read_parquet('{parquet}')
GROUP BY ALL
