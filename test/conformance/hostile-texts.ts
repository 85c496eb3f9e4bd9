/**
 * Texts a device, an agent or a spreadsheet may call itself by (reliability rule S10): markup, attributes that run, templates,
 * formulas, escapes of terminals and logs, words JavaScript objects already have, and characters that are not what they look.
 */
const alarm = "alert(document.domain)";
const away = "https://evil.example";

const markup = [
  `<script>${alarm}</script>`,
  `<img src=x onerror=${alarm}>`,
  `<svg onload=${alarm}>`,
  `<svg><animate onbegin=${alarm} attributeName=x dur=1s>`,
  `<iframe srcdoc="<script>parent.${alarm}</script>"></iframe>`,
  `<img src="${away}/a.png">`,
  `<link rel=stylesheet href="${away}/a.css">`,
  `<style>@import "${away}/b.css"; body{background:url(${away}/c.png)}</style>`,
  `<meta http-equiv=refresh content="0;url=${away}">`,
  `<base href="${away}/">`,
  `<form action="${away}"><input autofocus onfocus=${alarm}></form>`,
  `<details open ontoggle=${alarm}>`,
  `<video src=x onerror=${alarm}></video>`,
  `<object data="${away}/d.swf"></object>`,
  `<math><mtext><table><mglyph><style><img src=x onerror=${alarm}>`,
  `<a href="javascript:${alarm}">click</a>`,
  `<body onpageshow=${alarm}>`,
  `<noscript><p title="</noscript><img src=x onerror=${alarm}>">`,
];
const plain = [
  `javascript:${alarm}`,
  `" onmouseover="${alarm}" x="`,
  `' onfocus='${alarm}' autofocus='`,
  `\` onload=\`${alarm}`,
  `{{constructor.constructor('${alarm}')()}}`,
  `\${${alarm}}`,
  `<%= ${alarm} %>`,
  `#{${alarm}}`,
  `=HYPERLINK("${away}","x")`,
  `@SUM(1+1)*cmd|'/c calc'!A0`,
  `+1-1|cmd`,
  `__proto__`,
  `constructor`,
  `hasOwnProperty`,
  `toString`,
  `&lt;img src=x onerror=${alarm}&gt;`,
  `&#x3c;script&#x3e;${alarm}&#x3c;/script&#x3e;`,
  `%3Cscript%3E${alarm}%3C/script%3E`,
  `../../etc/passwd`,
  `a,b=c d="e" 1`,
  `x="1",up=0i 0`,
  `'; DROP TABLE records; --`,
  `$(reboot)`,
  `;wall hello;`,
  `# HELP fake_metric x`,
  `} fake_metric{a="b"`,
  "\u202egnp.exe",
  "\ufeff\u200b\u200d",
  "\u0430\u0440\u0440\u04cfe.com",
  "e\u0301\u0302\u0303\u0304".repeat(20),
  "\u{1f6a8}\u{1f1fb}\u{1f1f3}",
  "\ud83d lone",
  "\x1b]0;owned\x07\x1b[2J",
  `\r\n{"level":"error","message":"forged"}`,
  `\u2028${alarm}\u2029`,
  "\0nul\0",
  "W".repeat(250),
  "Đặc khu Cô Tô",
];
/** What a text is put into, to get out of it. */
const contexts: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `">${text}`,
  (text) => `'>${text}`,
  (text) => `</script>${text}`,
  (text) => `</title></style></textarea>${text}`,
  (text) => `-->${text}<!--`,
  (text) => `]]>${text}`,
  (text) => `Gi0/1 ${text} \\`,
  (text) => `${text}\n${text}`,
];

/** Five hundred at least, no two alike. */
export const hostileTexts: readonly string[] = [
  ...new Set([...markup, ...plain].flatMap((text) => contexts.map((context) => context(text)))),
];
