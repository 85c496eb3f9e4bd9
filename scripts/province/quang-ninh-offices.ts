import type { Entry } from "./yaml.ts";

interface Agency {
  id: string;
  name: string;
  kind: "department" | "centre" | "office";
  cir?: string;
  backupCir?: string;
  videoRooms?: readonly string[];
  wifi?: boolean;
}

const department = (id: string, name: string): Agency => ({ id, name, kind: "department" });
const centre = (id: string, name: string): Agency => ({ id, name, kind: "centre" });
const office = (id: string, name: string): Agency => ({ id, name, kind: "office" });

/** 48 places of the province's own, one network each, in the order of their addresses. */
export const agencies: readonly Agency[] = [
  {
    ...centre("trung-tam-du-lieu", "Trung tâm dữ liệu tỉnh"),
    ...{ cir: "10G", backupCir: "10G", videoRooms: ["Phòng điều hành"] },
  },
  {
    ...office("ubnd-tinh", "Ủy ban nhân dân tỉnh"),
    ...{ cir: "1G", backupCir: "1G", videoRooms: ["Hội trường", "Phòng họp"] },
  },
  office("tinh-uy", "Tỉnh ủy"),
  office("hdnd-tinh", "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh"),
  office("mat-tran-tinh", "Ủy ban Mặt trận Tổ quốc tỉnh"),
  department("so-noi-vu", "Sở Nội vụ"),
  department("so-tai-chinh", "Sở Tài chính"),
  department("so-xay-dung", "Sở Xây dựng"),
  department("so-nong-nghiep-moi-truong", "Sở Nông nghiệp và Môi trường"),
  department("so-cong-thuong", "Sở Công Thương"),
  department("so-khoa-hoc-cong-nghe", "Sở Khoa học và Công nghệ"),
  department("so-giao-duc-dao-tao", "Sở Giáo dục và Đào tạo"),
  department("so-y-te", "Sở Y tế"),
  department("so-tu-phap", "Sở Tư pháp"),
  department("so-van-hoa-the-thao", "Sở Văn hóa và Thể thao"),
  department("so-du-lich", "Sở Du lịch"),
  department("so-ngoai-vu", "Sở Ngoại vụ"),
  department("so-dan-toc-ton-giao", "Sở Dân tộc và Tôn giáo"),
  department("thanh-tra-tinh", "Thanh tra tỉnh"),
  department("ban-quan-ly-khu-kinh-te", "Ban Quản lý Khu kinh tế"),
  office("ban-quan-ly-vinh-ha-long", "Ban Quản lý vịnh Hạ Long"),
  office("ban-xuc-tien-dau-tu", "Ban Xúc tiến và Hỗ trợ đầu tư"),
  office("ban-quan-ly-du-an-giao-thong", "Ban Quản lý dự án giao thông"),
  office("ban-quan-ly-du-an-dan-dung", "Ban Quản lý dự án dân dụng và công nghiệp"),
  office("cong-an-tinh", "Công an tỉnh"),
  office("quan-su-tinh", "Bộ Chỉ huy Quân sự tỉnh"),
  office("bien-phong-tinh", "Ban Chỉ huy Bộ đội Biên phòng tỉnh"),
  office("toa-an-tinh", "Tòa án nhân dân tỉnh"),
  office("vien-kiem-sat-tinh", "Viện kiểm sát nhân dân tỉnh"),
  office("kho-bac-tinh", "Kho bạc Nhà nước khu vực"),
  office("thue-tinh", "Thuế tỉnh"),
  office("hai-quan-khu-vuc", "Chi cục Hải quan khu vực"),
  office("bao-hiem-xa-hoi-tinh", "Bảo hiểm xã hội tỉnh"),
  office("thong-ke-tinh", "Thống kê tỉnh"),
  centre("ioc", "Trung tâm điều hành thông minh"),
  centre("trung-tam-chuyen-doi-so", "Trung tâm Chuyển đổi số"),
  centre("truyen-thong-tinh", "Trung tâm Truyền thông tỉnh"),
  centre("kiem-soat-benh-tat", "Trung tâm Kiểm soát bệnh tật"),
  centre("cap-cuu-115", "Trung tâm Cấp cứu 115"),
  centre("quan-trac-moi-truong", "Trung tâm Quan trắc tài nguyên và môi trường"),
  centre("benh-vien-da-khoa-tinh", "Bệnh viện Đa khoa tỉnh"),
  centre("benh-vien-bai-chay", "Bệnh viện Bãi Cháy"),
  centre("benh-vien-san-nhi", "Bệnh viện Sản Nhi"),
  centre("truong-dai-hoc-ha-long", "Trường Đại học Hạ Long"),
  { ...centre("thu-vien-tinh", "Thư viện tỉnh"), wifi: true },
  { ...centre("bao-tang-tinh", "Bảo tàng tỉnh"), wifi: true },
  { ...centre("cung-quy-hoach", "Cung Quy hoạch, Hội chợ và Triển lãm tỉnh"), wifi: true },
  { ...centre("cung-van-hoa-thieu-nhi", "Cung Văn hóa Thanh thiếu nhi"), wifi: true },
];

/** What each district had; the place is kept when the district is no more. */
export const districtOffices: ReadonlyArray<{ id: string; name: string }> = [
  { id: "hcc", name: "Trung tâm Hành chính công" },
  { id: "ubnd", name: "Ủy ban nhân dân" },
  { id: "cap-uy", name: "Cấp ủy" },
  { id: "y-te", name: "Trung tâm Y tế" },
  { id: "giao-duc", name: "Phòng Giáo dục và Đào tạo" },
  { id: "van-hoa", name: "Trung tâm Truyền thông và Văn hóa" },
  { id: "dat-dai", name: "Chi nhánh Văn phòng Đăng ký đất đai" },
  { id: "cong-an", name: "Công an" },
  { id: "du-an", name: "Ban Quản lý dự án" },
];

const owner = "trung-tam-chuyen-doi-so";
const web = (id: string, name: string, host: string): Entry => ({
  id,
  name,
  unit: id === "ioc" ? "ioc" : owner,
  http: { url: `https://${host}.quang-ninh.example/` },
  intervalS: 60,
});

/** What the province offers to its people and to its own offices. */
export const services: readonly Entry[] = [
  web("cong-dich-vu-cong", "Cổng dịch vụ công", "dichvucong"),
  web("lien-thong-van-ban", "Liên thông văn bản với trục quốc gia", "lienthong"),
  web("mot-cua-dien-tu", "Hệ thống một cửa điện tử", "motcua"),
  web("ioc", "Trung tâm điều hành thông minh (IOC)", "ioc"),
  web("hop-khong-giay", "Phòng họp không giấy (e-Cabinet)", "hop"),
  {
    id: "thu-cong-vu",
    name: "Thư công vụ",
    unit: owner,
    tls: { address: "thu.quang-ninh.example", port: 993 },
    intervalS: 60,
  },
];
