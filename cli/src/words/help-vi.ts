import type { en } from "./help-en.ts";

export const vi: Record<keyof typeof en, string> = {
  "root.title": "Hải Đăng giám sát mạng của tỉnh: đường truyền, thiết bị, dịch vụ và các tác tử đo chúng.",
  "root.more": "Chi tiết từng lệnh: haidang <command> --help. Tiếng Anh: --lang en hoặc HAIDANG_LANG=en.",
  "root.example.status": "đang hỏng gì, vì sao",
  "root.example.uptime": "độ khả dụng mọi đường truyền trong 30 ngày",
  "root.example.show": "chi tiết một đường truyền; gõ tên không dấu cũng được",
  "root.example.doctor": "vì sao không chạy?",

  "flag.output": "dạng của câu trả lời",
  "flag.json": "như -o json",
  "flag.lang": "ngôn ngữ; nếu không có thì theo HAIDANG_LANG rồi tới locale",
  "flag.url": "máy chủ giám sát; nếu không có thì theo HAIDANG_URL rồi tới thư mục dữ liệu",
  "flag.data": "thư mục dữ liệu có địa chỉ và khóa; nếu không có thì HAIDANG_DATA rồi tới ./data",
  "flag.no-color": "không tô màu (hoặc đặt NO_COLOR)",
  "flag.help": "hướng dẫn này",
  "flag.sort": "xếp theo cột, ví dụ name hoặc since:desc",
  "flag.filter": "chỉ giữ các dòng khớp: state=down, state!=up, name~cai, loss>5; dùng được nhiều lần",
  "flag.columns": "chọn cột và thứ tự cột",
  "flag.under": "một đơn vị, theo mã hoặc tên: gồm cả mọi cấp dưới",
  "flag.level": "chỉ các đơn vị thuộc cấp này và những gì thuộc về chúng",
  "flag.carrier": "chỉ đường truyền của nhà mạng này",
  "flag.id": "chỉ đối tượng này, theo mã; theo tên nếu có nêu loại",
  "flag.since": "khoảng gần nhất, tới hiện tại",
  "flag.from": "bắt đầu: ngày hoặc thời điểm, giờ địa phương nếu không ghi múi giờ",
  "flag.to": "kết thúc; chỉ ghi ngày thì là 0 giờ ngày đó: --from 2026-10-01 --to 2026-11-01 là tháng 10",
  "flag.month": "trọn một tháng",
  "flag.below": "chỉ những gì có độ khả dụng dưới mức này, %",
  "flag.kind": "loại đối tượng",
  "flag.objectId": "mã đối tượng",
  "flag.object": "loại và mã viết liền",
  "flag.tag": "nhãn phải bằng; dùng được nhiều lần",
  "flag.step": "một giá trị mỗi bước thay cho từng điểm đo",
  "flag.aggregate": "cách tính giá trị của mỗi bước",
  "flag.community": "chuỗi community của SNMP; mặc định public",
  "flag.snmp-version": "phiên bản SNMP; mặc định 2c, hoặc 3 khi có --v3-user",
  "flag.v3-user": "người dùng của SNMP phiên bản 3",
  "flag.v3-auth": "cách ký của phiên bản 3; mặc định sha256",
  "flag.v3-auth-key":
    "khóa để ký; nên đặt trong HAIDANG_SNMP_AUTH_KEY để không lộ trong danh sách tiến trình",
  "flag.v3-privacy":
    "cách mã hóa của phiên bản 3: aes128, aes256-blumenthal hoặc aes256-reeder; mặc định aes128",
  "flag.v3-privacy-key":
    "khóa để mã hóa; nên đặt trong HAIDANG_SNMP_PRIVACY_KEY để không lộ trong danh sách tiến trình",
  "flag.port": "cổng; nếu không nêu thì dùng cổng thường lệ của phép đo",
  "flag.transport": "giao vận SIP",
  "flag.via": "SIP hỏi ai: chính điểm cầu, hay máy chủ đăng ký của nó",
  "flag.uri": "địa chỉ SIP cần hỏi; bắt buộc với --via registrar",
  "flag.gatekeeper": "gatekeeper H.323 của điểm cầu; không ghi thì hỏi chính điểm cầu",
  "flag.expect-body": "nội dung trang phải có",
  "flag.name": "tên cần hỏi máy chủ tên miền (dns)",
  "flag.type": "loại bản ghi (dns)",
  "flag.expect": "bản ghi phải có trong câu trả lời (dns); có thể lặp lại",
  "flag.server-name": "tên phải có trong chứng thư số (tls); nếu không nêu thì là đích",
  "flag.key":
    "khóa chung với bộ phản hồi STAMP; nên đặt trong HAIDANG_STAMP_KEY để không hiện trong danh sách tiến trình",
  "flag.timeout": "thời gian tối đa cho một lần đo",
  "flag.last": "kết quả gần nhất của tác tử, không dò lại",
  "flag.snmp-port": "cổng SNMP",
  "flag.snmp-timeout": "thời gian tối đa dành cho thiết bị",
  "flag.max": "dừng sau ngần ấy biến",

  "arg.kind": "loại đối tượng; không nêu thì tất cả",
  "arg.name": "mã, tên (có dấu hoặc không dấu), hoặc phần đầu của tên",
  "arg.measurement": "phép đo, hoặc phép-đo.trường; nhiều trường cách nhau bằng dấu phẩy",
  "arg.path": "thư mục chứa tệp YAML, hoặc các tệp",
  "arg.probe": "phép đo nào",
  "arg.target": "địa chỉ, hoặc URL (http); với host thì không nêu",
  "arg.host": "địa chỉ hoặc tên của thiết bị",
  "arg.oid": "bắt đầu từ đâu; không ghi thì 1.3.6.1.2.1",
  "arg.command": "một lệnh",

  "status.summary": "Đang hỏng gì, vì sao, từ bao giờ",
  "status.description":
    "Đếm mọi đối tượng theo trạng thái, cho biết tác tử nào im lặng, và liệt kê những gì cần chú ý, nặng nhất trước.",
  "status.example.now": "Trạng thái của mọi thứ",
  "status.example.json": "Như trên, cho chương trình đọc",

  "uptime.summary": "Độ khả dụng trong một khoảng thời gian, kèm độ phủ dữ liệu",
  "uptime.description":
    "Mỗi thời điểm thuộc đúng một trong: hoạt động, suy giảm, mất kết nối, không xác định, bảo trì, chưa giám sát, ngoài giờ phục vụ. Độ khả dụng = (hoạt động + suy giảm) / (hoạt động + suy giảm + mất kết nối), làm tròn xuống; độ phủ cho biết đã đo được bao nhiêu. Độ phủ dưới 95% thì ghi: chưa đủ dữ liệu. Không nêu khoảng thì lấy 30 ngày gần nhất.",
  "uptime.example.links": "Mọi đường truyền trong 30 ngày gần nhất, thấp nhất trước",
  "uptime.example.month": "Đường truyền của một nhà mạng dưới 99,5% trong tháng",
  "uptime.example.under": "Các xã thuộc một đơn vị, để mở bằng bảng tính",

  "query.summary": "Giá trị đo được, từng điểm hoặc theo bước",
  "query.description":
    "Đọc các phép đo: icmp, interface, device, sensor, processor, memory, storage, host, hostDisk, hostNet, http, dns, tcp, tls, stamp, sip, h323, path, pathHop, check, agent và mọi phép đo khác đã gửi về. Không nêu khoảng thì lấy một giờ gần nhất. Bước không có dữ liệu thì không hiện, không phải là số không.",
  "query.example.rtt": "Độ trễ của một đường truyền, mỗi năm phút",
  "query.example.tag": "Lưu lượng vào một giao diện",
  "query.example.csv": "Mọi số đo của các máy chạy tác tử, dạng CSV",

  "unit.list.summary": "Các đơn vị và trạng thái",
  "unit.list.description":
    "Liệt kê các đơn vị kèm trạng thái xấu nhất của những gì thuộc về chúng, nặng nhất trước.",
  "unit.list.example.all": "Mọi đơn vị",
  "unit.list.example.filter": "Các đơn vị mất kết nối, mới nhất trước",
  "unit.show.summary": "Chi tiết một đơn vị",
  "unit.show.description": "Cho biết trạng thái đơn vị, các thành phần, độ khả dụng và 24 giờ qua.",
  "unit.show.example.id": "Theo mã",
  "unit.show.example.name": "Theo một phần tên, không dấu",

  "link.list.summary": "Đường truyền WAN: trạng thái, độ trễ, mất gói",
  "link.list.description": "Liệt kê đường truyền, nặng nhất trước, kèm lượt ping gần nhất.",
  "link.list.example.all": "Mọi đường truyền",
  "link.list.example.filter": "Đường truyền mất kết nối, mới nhất trước",
  "link.show.summary": "Chi tiết một đường truyền",
  "link.show.description": "Cho biết trạng thái đường truyền, các phép đo, độ khả dụng và 24 giờ qua.",
  "link.show.example.id": "Theo mã",
  "link.show.example.name": "Theo một phần tên, không dấu",

  "link.trace.summary": "Đường đi của một đường truyền, từng chặng",
  "link.trace.description":
    "Dò từ máy này tới đầu xa của đường truyền, tối đa 30 chặng, và tìm gói lớn nhất đi qua được. Với --last: kết quả gần nhất của tác tử đo đường này, và những lần đổi đường đi trong bảy ngày. Cần traceroute. Mã thoát 1 khi không chặng nào trả lời.",
  "link.trace.example.now": "Từ máy này, ngay bây giờ",
  "link.trace.example.last": "Lần gần nhất tác tử đã thấy",

  "device.list.summary": "Thiết bị và trạng thái",
  "device.list.description": "Liệt kê thiết bị, nặng nhất trước.",
  "device.list.example.all": "Mọi thiết bị",
  "device.list.example.filter": "Thiết bị mất kết nối, mới nhất trước",
  "device.show.summary": "Chi tiết một thiết bị và các giao diện",
  "device.show.description":
    "Cho biết trạng thái thiết bị, giao diện và lưu lượng, các phép đo, độ khả dụng và 24 giờ qua.",
  "device.show.example.id": "Theo mã",
  "device.show.example.name": "Theo một phần tên, không dấu",

  "service.list.summary": "Dịch vụ: trạng thái và thời gian trả lời",
  "service.list.description": "Liệt kê dịch vụ, nặng nhất trước.",
  "service.list.example.all": "Mọi dịch vụ",
  "service.list.example.filter": "Dịch vụ mất kết nối, mới nhất trước",
  "service.show.summary": "Chi tiết một dịch vụ",
  "service.show.description": "Cho biết trạng thái dịch vụ, các phép đo, độ khả dụng và 24 giờ qua.",
  "service.show.example.id": "Theo mã",
  "service.show.example.name": "Theo một phần tên, không dấu",

  "video.list.summary": "Điểm cầu cùng trạng thái và báo hiệu",
  "video.list.description":
    "Liệt kê điểm cầu, tệ nhất trước, kèm câu trả lời SIP OPTIONS gần nhất. Lý do nêu lớp hỏng đầu tiên: mạng, báo hiệu, đăng ký.",
  "video.list.example.all": "Mọi điểm cầu",
  "video.list.example.filter": "Điểm cầu đang mất kết nối, mới nhất trước",
  "video.show.summary": "Chi tiết một điểm cầu",
  "video.show.description":
    "Trạng thái của một điểm cầu, từng phép đo theo lớp, độ khả dụng và 24 giờ gần nhất.",
  "video.show.example.id": "Theo mã",
  "video.show.example.name": "Theo một phần tên, không dấu",

  "agent.list.summary": "Tác tử: đang gửi hay im lặng, còn chờ gì, đã bỏ gì",
  "agent.list.description":
    "Liệt kê tác tử, im lặng trước, kèm số liệu còn chờ trên đĩa, số đã phải bỏ và độ lệch đồng hồ.",
  "agent.list.example.all": "Mọi tác tử",
  "agent.list.example.silent": "Chỉ những tác tử im lặng",

  "inventory.validate.summary": "Kiểm tra tệp danh mục, không thay đổi gì",
  "inventory.validate.description":
    "Gửi các tệp YAML tới máy chủ; máy chủ nêu mọi lỗi một lượt kèm tệp, dòng và cách sửa, hoặc cho biết áp dụng sẽ thay đổi gì. Mã thoát 1 nếu có lỗi.",
  "inventory.validate.example.folder": "Một thư mục",
  "inventory.validate.example.files": "Một vài tệp",
  "inventory.apply.summary": "Áp dụng tệp danh mục",
  "inventory.apply.description":
    "Thay toàn bộ danh mục hiện hành bằng các tệp này: những gì không nêu sẽ bị bỏ. Có lỗi thì không thay đổi gì.",
  "inventory.apply.example.folder": "Một thư mục",
  "inventory.apply.example.files": "Một vài tệp",

  "probe.summary": "Đo một đích ngay từ máy này",
  "probe.description":
    "Chạy chính phép đo của tác tử trên máy này, một lần, không cần máy chủ. Mã thoát 1 nếu đích không trả lời đúng, hoặc không đo được tại đây.",
  "probe.example.icmp": "Có trả lời ping không?",
  "probe.example.snmp": "Thiết bị cho biết gì về nó?",
  "probe.example.http": "Trang có trả lời không, nhanh thế nào?",
  "probe.example.dns": "Máy chủ tên miền có biết tên này không?",
  "probe.example.tcp": "Cổng có nhận kết nối không?",
  "probe.example.tls": "Chứng thư số còn hạn bao lâu?",
  "probe.example.stamp": "Mất gói theo từng chiều, đo với bộ phản hồi STAMP",
  "probe.example.sip": "Điểm cầu có trả lời cuộc gọi SIP không? (OPTIONS: không đổ chuông)",
  "probe.example.registrar": "Nó đã đăng ký chưa?",
  "probe.example.h323": "Có trả lời H.323 không? (không bao giờ gửi SETUP)",
  "probe.example.path": "Đi qua những chặng nào, gói lớn có qua được không?",
  "probe.example.host": "Máy này: tải, bộ nhớ, ổ đĩa, lưu lượng",

  "snmp.discover.summary": "Thiết bị này cho biết gì qua SNMP?",
  "snmp.discover.description":
    "Tìm hồ sơ hợp với thiết bị rồi đọc ngay từ máy này: thiết bị là gì, giao diện, cảm biến, bộ xử lý, bộ nhớ, lưu trữ. CSV chứa các cảm biến. Thư mục hồ sơ của riêng bạn có thể đặt trong HAIDANG_SNMP_PROFILES.",
  "snmp.discover.example.device": "Một thiết bị, mọi điều nó cho biết",
  "snmp.discover.example.user": "Bằng SNMP phiên bản 3, có ký và mã hóa, khóa lấy từ biến môi trường",
  "snmp.discover.example.json": "Cũng vậy, cho chương trình đọc",
  "snmp.walk.summary": "Duyệt các biến của một thiết bị",
  "snmp.walk.description":
    "In mọi biến dưới một OID đúng như thiết bị trả lời, để tìm hiểu và để viết hồ sơ. Byte không phải chữ thì in ở dạng thập lục phân.",
  "snmp.walk.example.system": "Nhóm system",
  "snmp.walk.example.vendor": "Phần riêng của hãng, cho bảng tính",

  "doctor.summary": "Vì sao không chạy? Kiểm tra từng bước",
  "doctor.description":
    "Xem Node, thư mục dữ liệu và khóa, máy chủ, kho số liệu, tác tử, fping, traceroute và đồng hồ; mỗi mục đều nêu cách xử lý. Mã thoát 1 nếu có mục hỏng.",
  "doctor.example.here": "Máy này",
  "doctor.example.there": "Máy chủ giám sát ở nơi khác",

  "help.summary": "Hướng dẫn chung hoặc cho một lệnh",
  "help.description": "Liệt kê các lệnh, hoặc giải thích một lệnh kèm cờ và ví dụ.",
  "help.example.all": "Mọi lệnh",
  "help.example.one": "Một lệnh",
};
