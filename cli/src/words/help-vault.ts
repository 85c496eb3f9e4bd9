import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "secret.set.summary": "Sets a secret, or replaces it",
  "secret.set.description":
    "Asks for the secret without showing it, or reads it from standard input; never from the command line, which every list of processes shows. An inventory names it as { secret: <name> } where a community, a key or a password stands; agents get the new value at once.",
  "secret.set.example.ask": "Asked for",
  "secret.set.example.file": "From a file",
  "secret.list.summary": "Secrets by name: when and by whom each was set, what uses it",
  "secret.list.description": "Lists secrets, never what they are.",
  "secret.list.example.all": "All secrets",
  "secret.remove.summary": "Forgets a secret that nothing uses",
  "secret.remove.description": "Forgets a secret. It is refused while something in the inventory names it.",
  "secret.remove.example.one": "By its name",
  "secret.rotate-key.summary": "Gives the vault a new key",
  "secret.rotate-key.description":
    "Makes a new vault.key, seals all that is sealed with it at once, and gives the old one up. Backups made before need the old key.",
  "secret.rotate-key.example.now": "After somebody may have read vault.key",
  "arg.secret": "name of the secret",
  "certificate.show.summary": "The control plane's certificate and the fingerprint of its key",
  "certificate.show.description":
    "Shows the certificate others see, until when it is good, and the fingerprint agents and HAIDANG_CA know its key by.",
  "certificate.show.example.now": "What it is now",
  "certificate.rotate.summary": "Changes the control plane's key without losing an agent",
  "certificate.rotate.description":
    "First announces another key to all agents; with --finish uses it, once all of them have heard. An agent that has not is cut off until it is enrolled again: that needs --force.",
  "certificate.rotate.example.first": "Announce another key",
  "certificate.rotate.example.then": "Use it",
  "flag.finish": "use the key that was announced",
  "flag.force": "though some agents have not heard of it",
  "restore.summary": "Makes a data folder of a backup",
  "restore.description":
    "Copies what haidang store backup wrote into an empty data folder, for its owner alone. A backup without keys needs the vault.key of the installation it was made of.",
  "restore.example.keys": "From a backup with keys",
  "restore.example.key": "From one without",
  "arg.backup": "folder that store backup wrote",
  "flag.vaultKey": "vault.key of the installation the backup was made of",
  "flag.withKeys": "also copy vault.key, admin.key and the certificate's keys: whoever has it can read all",
} as const;

const vi: Record<keyof typeof en, string> = {
  "secret.set.summary": "Đặt hoặc thay một bí mật",
  "secret.set.description":
    "Hỏi bí mật mà không hiện ra, hoặc đọc từ đầu vào chuẩn; không bao giờ từ dòng lệnh, vì danh sách tiến trình nào cũng thấy. Tệp kiểm kê gọi tên nó bằng { secret: <tên> } ở chỗ của community, khóa hay mật khẩu; tác tử nhận giá trị mới ngay.",
  "secret.set.example.ask": "Được hỏi",
  "secret.set.example.file": "Từ tệp",
  "secret.list.summary": "Các bí mật theo tên: đặt lúc nào, bởi ai, dùng ở đâu",
  "secret.list.description": "Liệt kê các bí mật, không bao giờ hiện nội dung.",
  "secret.list.example.all": "Mọi bí mật",
  "secret.remove.summary": "Xóa một bí mật không còn dùng",
  "secret.remove.description": "Xóa một bí mật. Bị từ chối khi bản kiểm kê còn gọi tên nó.",
  "secret.remove.example.one": "Theo tên",
  "secret.rotate-key.summary": "Đổi khóa của kho bí mật",
  "secret.rotate-key.description":
    "Tạo vault.key mới, niêm phong lại mọi thứ bằng khóa đó cùng lúc, rồi bỏ khóa cũ. Các bản sao lưu trước đó cần khóa cũ.",
  "secret.rotate-key.example.now": "Khi có người có thể đã đọc vault.key",
  "arg.secret": "tên của bí mật",
  "certificate.show.summary": "Chứng thư của trung tâm và vân tay khóa",
  "certificate.show.description":
    "Cho biết chứng thư mà nơi khác thấy, hạn dùng, và vân tay mà tác tử và HAIDANG_CA dùng để nhận ra khóa.",
  "certificate.show.example.now": "Hiện tại",
  "certificate.rotate.summary": "Đổi khóa của trung tâm mà không mất tác tử nào",
  "certificate.rotate.description":
    "Trước hết báo khóa mới cho mọi tác tử; với --finish thì dùng khóa đó, khi tất cả đã biết. Tác tử chưa biết sẽ bị cắt cho đến khi đăng ký lại: việc đó cần --force.",
  "certificate.rotate.example.first": "Báo khóa mới",
  "certificate.rotate.example.then": "Dùng khóa mới",
  "flag.finish": "dùng khóa đã báo",
  "flag.force": "dù còn tác tử chưa biết",
  "restore.summary": "Lập thư mục dữ liệu từ một bản sao lưu",
  "restore.description":
    "Chép những gì haidang store backup đã ghi vào một thư mục dữ liệu trống, chỉ chủ sở hữu đọc được. Bản sao lưu không kèm khóa cần vault.key của hệ thống đã sao lưu.",
  "restore.example.keys": "Từ bản sao lưu kèm khóa",
  "restore.example.key": "Từ bản không kèm khóa",
  "arg.backup": "thư mục mà store backup đã ghi",
  "flag.vaultKey": "vault.key của hệ thống đã sao lưu",
  "flag.withKeys": "chép cả vault.key, admin.key và khóa của chứng thư: ai có bản này đều đọc được tất cả",
};

export const vaultHelp: Catalogue<keyof typeof en> = { en, vi };
