"""What people and machines read: a plan, a run or one value's history -> terminal, JSON, one HTML page.

Rendering only: nothing here decides, reads a shop or asks the clock. All of it takes data of ``connector.sync`` and
texts of ``connector.messages``. Import from the modules: a console is wanted where the engine behind a plan is not.

    console      make_console, make_safe: output that no letter can break
    outline      Outline, outline_of_plan, outline_of_run: what people are told of one shop
    terminal     show_plan, show_run, show_runs, show_deadlines, show_commands
    grid         Grid, ShopState, grid_of: products down, shops across; grid_text.show_grid, grid_html
    html, page   write_html, page_html; HtmlReport, ShopSection (an outline with its pictures), Known, Expiry
    as_json      plan_json, plan_from_json, run_json, runs_json, as_bytes
    why          WhyView, WhyField, WhyEvent, show_why, why_json
    sentences    notice_text, result_text, problem_text, guard_text, because
"""
