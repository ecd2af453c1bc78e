"""Makes the .xls files of this folder: pip install xlwt==1.3.0; python make.py"""
import datetime
import xlwt

def book():
    return xlwt.Workbook(encoding="utf-8")

# list.xls: merged areas, dates, numbers, rich text, formats, hidden things.
w = book()
s = w.add_sheet("3栋")
s.write_merge(0, 0, 0, 5, "××社区人口花名册")
for i, h in enumerate(["户主", "姓名", "出生日期", "电话", "编码", "备注"]):
    s.write(1, i, h)
day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
month = xlwt.easyxf(num_format_str='yyyy"年"m"月"')
code = xlwt.easyxf(num_format_str="0000")
s.write_merge(2, 3, 0, 0, "张伟")
s.write(2, 1, "张伟")
s.write(2, 2, datetime.datetime(1985, 3, 7), day)
s.write(2, 3, 13812345678)
s.write(2, 4, 7, code)
s.write(2, 5, 0.29)
s.write(3, 1, "李娜", xlwt.easyxf("font: struck_out on"))
s.write(3, 2, datetime.datetime(1987, 5, 1), month)
s.write(3, 3, 510322199001015432)
s.write(3, 4, 12.5)
s.write_rich_text(3, 5, [("已", xlwt.easyfont("bold on")), ("迁出", xlwt.easyfont("italic on"))])
s.write(4, 1, "王芳", xlwt.easyxf("borders: left thick, right thick, top thick, bottom thick"))
s.write(4, 2, True)
s.write(4, 3, xlwt.Formula("1/0"))
s.write(4, 4, -3)
s.write(4, 5, xlwt.Formula('MID("510322",1,3)'))
s.row(4).hidden = True
s.col(4).hidden = True
h = w.add_sheet("旧表")
h.visibility = 1
h.write(0, 0, "赵敏", xlwt.easyxf("pattern: pattern solid, fore_colour yellow; font: colour red"))
w.save("list.xls")

# long.xls: shared strings that run over many CONTINUE records.
w = book()
s = w.add_sheet("长")
for i in range(100):
    s.write(i, 0, ("第%d行 " % i) + "汉" * (i % 90) + "a" * (i % 70))
    s.write(i, 1, "x" * (i * 7 % 300))
w.save("long.xls")

# date1904.xls
w = book()
w.dates_1904 = True
s = w.add_sheet("S")
s.write(0, 0, datetime.datetime(1985, 3, 7), day)
s.write(0, 1, datetime.datetime(1985, 3, 7, 8, 30), xlwt.easyxf(num_format_str="yyyy-m-d h:mm"))
w.save("date1904.xls")
