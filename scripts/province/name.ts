/** `Phường Hà Khánh` → `ha-khanh`: the id a name has without the word for what it is. */
export function idOf(name: string): string {
  return name
    .replace(/^(?:Thành phố|Thị xã|Thị trấn|Huyện|Phường|Xã|Đặc khu)\s+/u, "")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}

/** The name with its first letter small, to stand within another: `xã Hải Sơn`. */
export function within(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
