/** The page's only style sheet. Charts take their colors from it, so that they follow light, dark and paper. */
export const STYLE = `
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;
--chart-average:#0a5cab;--chart-maximum:#9a3412;--chart-size:#1b1f24;--chart-recommended:#116329;--chart-mark:#82071e;
--chart-left-out:#8c959f55;--chart-censored:#cf222e99;--chart-bar:#6e9bcb}
@media (prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--soft:#9da7b1;--line:#3d444d;--panel:#161b22;
--chart-average:#6cb6ff;--chart-maximum:#f0a36b;--chart-size:#e6edf3;--chart-recommended:#57d364;--chart-mark:#ff9492;
--chart-left-out:#9da7b144;--chart-censored:#ff7b7299;--chart-bar:#3f6ea3}}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--soft:#444;--line:#999;--panel:#fff;
--chart-average:#0a5cab;--chart-maximum:#9a3412;--chart-size:#000;--chart-recommended:#116329;--chart-mark:#82071e;
--chart-left-out:#8c959f55;--chart-censored:#cf222e99;--chart-bar:#6e9bcb}
section{break-before:page}figure,table,.card{break-inside:avoid}nav{display:none}
.wide{overflow:visible!important}.wide svg{min-width:0!important}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:64rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif;overflow-wrap:break-word}
h1{font-size:1.6rem}h2{font-size:1.3rem;border-top:2px solid var(--line);padding-top:1rem;margin-top:2rem}h3{font-size:1.05rem}
a{color:var(--chart-average)}.soft{color:var(--soft)}
.cards{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;margin:1rem 0;list-style:none}
.card{flex:1 1 9rem;border:1px solid var(--line);border-radius:.5rem;background:var(--panel);padding:.6rem .9rem}
.card b{display:block;font-size:1.35rem}
.wide{overflow-x:auto}.wide:focus-visible,a:focus-visible{outline:3px solid var(--chart-average);outline-offset:2px}
figure{margin:1rem 0}figcaption{color:var(--soft);font-size:.9rem}
.wide svg{display:block;width:100%;min-width:40rem;height:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top;overflow-wrap:normal}
td.number,th.number{text-align:right;white-space:nowrap}
tr.recommended{background:var(--panel);font-weight:600}
ul.alerts{border-left:.3rem solid var(--chart-mark);padding-left:1.6rem}
`;
