import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "arg.profile": "name of the profile",
  "arg.shell": "shell to complete in",
  "flag.profile": "ask this profile's control plane (also HAIDANG_PROFILE; see haidang profile)",
  "flag.profileUse": "commands go there from now on",
  "flag.ca": "fingerprint or file of the authority its certificate is from, as HAIDANG_CA",
  "flag.refresh": "ask for the names again now and print nothing",
  "flag.check":
    "one line with performance data, exit 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, for Nagios, Icinga and the like",
  "flag.chart": "draw it: a line a series, with --distribution smoke",
  "show.example.check": "As a check of Nagios or Icinga",
  "query.example.chart": "The round-trip times of a link drawn as smoke",
  "completion.summary": "Complete commands, flags and names after Tab",
  "completion.description":
    "Prints what the shell has to read once. Names of units, links, devices, incidents and profiles come along; they are kept in a small list that is renewed beside what you do, so the first Tab after a while may offer those of a minute ago.",
  "completion.example.bash": "bash, for good",
  "completion.example.zsh": "zsh, in ~/.zshrc after compinit",
  "completion.example.fish": "fish, for good",
  "completion.example.powershell": "PowerShell, in $PROFILE",
  "top.summary": "Everything live on the whole screen, worst first",
  "top.description":
    "Asks every 2 s. Keys: arrows or j and k scroll, space and b by pages, a shows what is well too, t goes through the kinds, q ends.",
  "top.example.now": "Watch the network",
  "watch.summary": "Every change as it happens, a line each",
  "watch.description":
    "Changes of state and of incidents, as they are known. A connection that is lost is taken up again without a gap. With --json each line is an event: name and data.",
  "watch.example.all": "Follow everything",
  "watch.example.links": "The names of links as they change, for a program",
  "profile.add.summary": "Keep a control plane and its token under a name",
  "profile.add.description":
    "For whoever looks after several provinces. The token is typed (not shown), piped in or taken from HAIDANG_TOKEN, never given as a flag, and never printed. Kept in haidang/profiles.json of XDG_CONFIG_HOME, readable by you only. --url, --data and HAIDANG_URL, HAIDANG_DATA or HAIDANG_TOKEN go before the profile in use; --profile and HAIDANG_PROFILE go before those variables.",
  "profile.add.example.ask": "The token is asked for",
  "profile.add.example.file": "The token comes from a file, and commands go there from now on",
  "profile.list.summary": "Profiles, without their tokens",
  "profile.list.description": "Which control planes are kept, and which one commands go to.",
  "profile.list.example.all": "All profiles",
  "profile.use.summary": "Choose where commands go",
  "profile.use.description":
    "Holds for every shell until another is chosen; HAIDANG_PROFILE or --profile say otherwise for one.",
  "profile.use.example.one": "Commands go to Quảng Ninh from now on",
  "profile.remove.summary": "Forget a profile and its token",
  "profile.remove.description":
    "The token stays good until it is revoked on its control plane: haidang token revoke.",
  "profile.remove.example.one": "Forget Quảng Ninh",
} as const;

const vi: Record<keyof typeof en, string> = {
  "arg.profile": "tên hồ sơ",
  "arg.shell": "loại shell",
  "flag.profile": "hỏi máy trung tâm của hồ sơ này (hoặc HAIDANG_PROFILE; xem haidang profile)",
  "flag.profileUse": "từ giờ các lệnh hỏi nơi đó",
  "flag.ca": "vân tay hoặc tệp của nơi cấp chứng thư, như HAIDANG_CA",
  "flag.refresh": "hỏi lại các tên ngay bây giờ, không in gì",
  "flag.check":
    "một dòng kèm số liệu, mã thoát 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN, dùng cho Nagios, Icinga v.v.",
  "flag.chart": "vẽ ra: mỗi chuỗi một dòng, với --distribution là biểu đồ khói",
  "show.example.check": "Dùng làm phép kiểm tra của Nagios hay Icinga",
  "query.example.chart": "Vẽ biểu đồ khói thời gian khứ hồi của một đường truyền",
  "completion.summary": "Gợi ý lệnh, cờ và tên khi bấm Tab",
  "completion.description":
    "In ra phần shell cần đọc một lần. Có cả tên đơn vị, đường truyền, thiết bị, sự cố và hồ sơ; các tên được giữ trong một danh sách nhỏ và làm mới song song, nên lần bấm Tab đầu sau một lúc có thể là tên của một phút trước.",
  "completion.example.bash": "bash, dùng lâu dài",
  "completion.example.zsh": "zsh, trong ~/.zshrc sau compinit",
  "completion.example.fish": "fish, dùng lâu dài",
  "completion.example.powershell": "PowerShell, trong $PROFILE",
  "top.summary": "Mọi thứ trực tiếp trên toàn màn hình, xấu nhất trước",
  "top.description":
    "Hỏi lại sau mỗi 2 giây. Phím: mũi tên hay j và k để cuộn, dấu cách và b theo trang, a hiện cả những gì bình thường, t qua từng loại, q để thoát.",
  "top.example.now": "Theo dõi mạng",
  "watch.summary": "Mọi thay đổi ngay khi xảy ra, mỗi thay đổi một dòng",
  "watch.description":
    "Thay đổi trạng thái và sự cố ngay khi biết. Mất kết nối thì nối lại, không sót sự kiện. Với --json mỗi dòng là một sự kiện: name và data.",
  "watch.example.all": "Theo dõi tất cả",
  "watch.example.links": "Tên đường truyền khi thay đổi, cho chương trình",
  "profile.add.summary": "Lưu một máy trung tâm và token của nó dưới một tên",
  "profile.add.description":
    "Cho người trông coi nhiều tỉnh. Token được gõ vào (không hiện), đưa qua ống dẫn hoặc lấy từ HAIDANG_TOKEN, không bao giờ là một cờ và không bao giờ in ra. Lưu ở haidang/profiles.json trong XDG_CONFIG_HOME, chỉ bạn đọc được. --url, --data và HAIDANG_URL, HAIDANG_DATA hay HAIDANG_TOKEN được ưu tiên hơn hồ sơ đang dùng; --profile và HAIDANG_PROFILE được ưu tiên hơn các biến đó.",
  "profile.add.example.ask": "Token sẽ được hỏi",
  "profile.add.example.file": "Token lấy từ tệp, và từ giờ các lệnh hỏi nơi đó",
  "profile.list.summary": "Các hồ sơ, không kèm token",
  "profile.list.description": "Những máy trung tâm đã lưu, và các lệnh đang hỏi máy nào.",
  "profile.list.example.all": "Tất cả hồ sơ",
  "profile.use.summary": "Chọn nơi các lệnh hỏi",
  "profile.use.description":
    "Có hiệu lực với mọi shell cho tới khi chọn nơi khác; HAIDANG_PROFILE hay --profile nói khác cho một lần.",
  "profile.use.example.one": "Từ giờ các lệnh hỏi Quảng Ninh",
  "profile.remove.summary": "Bỏ một hồ sơ và token của nó",
  "profile.remove.description":
    "Token còn hiệu lực tới khi thu hồi trên máy trung tâm đó: haidang token revoke.",
  "profile.remove.example.one": "Bỏ hồ sơ Quảng Ninh",
};

/** Help of the terminal's own commands: completion, live views and profiles. */
export const terminalHelp: Catalogue<keyof typeof en> = { en, vi };
