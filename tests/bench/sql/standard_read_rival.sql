SELECT sum(line_item_usage_amount), sum(coalesce(pricing_public_on_demand_cost, line_item_unblended_cost))
FROM read_parquet('{parquet}')
