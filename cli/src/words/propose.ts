import type { Catalogue } from "@haidang/contract/words/words.ts";

const en = {
  "propose.title": "Proposed by haidang discover {cidr}: hosts found {hosts}, objects below {count}.",
  "propose.use":
    "Read it through and put it into the folder of your inventory. haidang inventory apply takes what it is given for the whole inventory: this file alone would remove everything else.",
  "propose.secret": "Holds what opens the devices (SNMP communities or keys): keep it from other eyes.",
  "propose.stopped": "The search was stopped before its end: hosts may be missing.",
  "propose.knownCount": "Known to the centre already, so not here: {count}",
  "propose.place": "Network {cidr}",
  "propose.unit":
    "Fill in: whose network this is. kind: province, department, district, commune, centre, office or other.",
  "propose.site": "Fill in: the name of the place, and coordinates: [longitude, latitude].",
  "propose.by": "{address} answered: {list}",
  "propose.also": "the same device answers at {list}",
  "propose.reverse": "the name server calls it {name}",
  "propose.sysName": 'sysName says "{sysName}"',
  "propose.sysDescr": 'sysDescr says "{sysDescr}"',
  "propose.make": "{make}, by the profile {profile}",
  "propose.lldp": "LLDP: {port} leads to {neighbour}",
  "propose.lldpMore": "LLDP: {count} more neighbours",
  "propose.refused": "an SNMP agent is here and refuses: {detail}",
  "propose.noEcho": "no echo came back, hence ping: false",
  "propose.sip": "speaks SIP ({list}); a bridge or registrar is kind: bridge",
  "propose.h323": "speaks H.323",
  "propose.gatekeeper": "speaks H.323 and is the gatekeeper {name}",
  "propose.page": "{url} answers {statusCode}",
  "propose.pageTitled": '{url} answers {statusCode}, "{title}"',
  "propose.status": "it answers {statusCode} to strangers, which is taken for well",
  "propose.broken": "it answers {statusCode}, a fault of its own: is it meant to work?",
  "propose.certificate": 'its certificate for "{name}" is not trusted ({fault}): only the port is watched',
  "propose.dns": "name server: knows {name}; better fill in a name your people need",
  "propose.dnsOther": "name server, but {name} is unknown to it ({rcode}): fill in a name it has to know",
  "propose.echoOnly": "answers echo requests and nothing else: what is it?",
  "propose.silent": "a neighbour ({mac}) that answers ARP and nothing else: what is it?",
  "propose.unasked": "found, but the search was stopped before it was asked",
  "propose.link": "{port} has {address}/{prefixLength}, a network of two: the end of a circuit?",
  "propose.linkFill":
    "Fill in, if it is one: carrier, circuit, cir (the rate bought, e.g. 200M), role: primary or backup.",
} as const;

const vi: Record<keyof typeof en, string> = {
  "propose.title": "Đề xuất của haidang discover {cidr}: tìm thấy {hosts} máy, {count} đối tượng dưới đây.",
  "propose.use":
    "Đọc lại rồi đặt vào thư mục danh mục của bạn. haidang inventory apply coi những gì nhận được là toàn bộ danh mục: chỉ riêng tệp này sẽ xóa mọi thứ khác.",
  "propose.secret": "Có chứa thứ mở được thiết bị (community hoặc khóa SNMP): không để người khác đọc.",
  "propose.stopped": "Việc tìm đã bị dừng giữa chừng: có thể còn thiếu máy.",
  "propose.knownCount": "Trung tâm đã biết nên không ghi ở đây: {count}",
  "propose.place": "Mạng {cidr}",
  "propose.unit":
    "Điền: mạng này của đơn vị nào. kind: province, department, district, commune, centre, office hoặc other.",
  "propose.site": "Điền: tên địa điểm, và coordinates: [kinh độ, vĩ độ].",
  "propose.by": "{address} đã trả lời: {list}",
  "propose.also": "cùng thiết bị này trả lời ở {list}",
  "propose.reverse": "DNS gọi nó là {name}",
  "propose.sysName": 'sysName ghi "{sysName}"',
  "propose.sysDescr": 'sysDescr ghi "{sysDescr}"',
  "propose.make": "{make}, theo hồ sơ thiết bị {profile}",
  "propose.lldp": "LLDP: {port} nối tới {neighbour}",
  "propose.lldpMore": "LLDP: còn {count} hàng xóm nữa",
  "propose.refused": "có SNMP ở đây nhưng từ chối: {detail}",
  "propose.noEcho": "không trả lời ping, nên ghi ping: false",
  "propose.sip": "nói SIP ({list}); nếu là cầu hội nghị hoặc máy chủ đăng ký: kind: bridge",
  "propose.h323": "nói H.323",
  "propose.gatekeeper": "nói H.323 và là gatekeeper {name}",
  "propose.page": "{url} trả lời {statusCode}",
  "propose.pageTitled": '{url} trả lời {statusCode}, "{title}"',
  "propose.status": "trả lời {statusCode} cho người lạ, được coi là bình thường",
  "propose.broken": "trả lời {statusCode}, là lỗi của chính nó: có phải đang cần chạy không?",
  "propose.certificate": 'chứng thư cho "{name}" không được tin cậy ({fault}): chỉ theo dõi cổng',
  "propose.dns": "máy chủ tên miền: biết {name}; nên điền một tên mà mọi người cần",
  "propose.dnsOther": "máy chủ tên miền, nhưng không biết {name} ({rcode}): điền một tên mà nó phải biết",
  "propose.echoOnly": "trả lời ping, ngoài ra không gì khác: đây là gì?",
  "propose.silent": "một hàng xóm ({mac}) chỉ trả lời ARP: đây là gì?",
  "propose.unasked": "đã thấy, nhưng việc tìm bị dừng trước khi kịp hỏi",
  "propose.link": "{port} có {address}/{prefixLength}, mạng chỉ có hai đầu: đầu của một đường truyền?",
  "propose.linkFill":
    "Nếu đúng thì điền: carrier (nhà mạng), circuit, cir (tốc độ thuê, ví dụ 200M), role: primary hoặc backup.",
};

/** Comments of a proposed inventory. */
export const proposeWords: Catalogue<keyof typeof en> = { en, vi };
