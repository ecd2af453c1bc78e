package quanyuan

// mapMessages are the texts of faults of maps.
var mapMessages = map[string][2]string{
	"map.large":      {"地图文件不能超过 %d MB。请用制图软件简化后再传。", "a map has at most %d MB; simplify it with a mapping program."},
	"map.json":       {"这不是 GeoJSON。请导出为 GeoJSON（经纬度）。", "this is no GeoJSON; export it as GeoJSON in degrees."},
	"map.collection": {"文件里没有区划的面。须是 FeatureCollection，每个区划一个 Polygon 或 MultiPolygon。", "there is no area in the file; it must be a FeatureCollection with a Polygon or MultiPolygon for each division."},
	"map.property":   {"第 %d 个要素的属性“%s”不是区划编码（6、9 或 12 位）。请写对编码所在的属性名。", "in feature %d the property %q is no code of a division (6, 9 or 12 digits); name the property that holds it."},
	"map.shape":      {"第 %d 个要素（%s）不是经纬度的面：须是首尾相接的 Polygon 或 MultiPolygon，经度在 ±180、纬度在 ±90 之内。", "feature %d (%s) is no area in degrees: it must be a closed Polygon or MultiPolygon, within ±180 and ±90."},
	"map.detailed":   {"地图太细：有 %d 个点，最多 %d 个。请用制图软件简化后再传。", "the map is too detailed: %d points, at most %d; simplify it with a mapping program."},
	"map.elsewhere":  {"按属性“%s”，文件里没有一个本库的区划。", "by the property %q the file has none of the register's divisions."},
}

func init() { addMessages(mapMessages) }
