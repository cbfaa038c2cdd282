//! The positions of the demo's sites: plausible places around the district's office, not surveyed.

use domain::position::Position;

/// Site, and millionths of a degree north and east.
const PLACES: &[(&str, i32, i32)] = &[
    ("banyanglu-center", 36_643_792, 117_967_048),
    ("banyanglu-chengzhong", 36_645_911, 117_970_576),
    ("banyanglu-beiguan", 36_650_522, 117_965_828),
    ("banyanglu-nanyuan", 36_636_447, 117_971_134),
    ("jiangjunlu-center", 36_656_103, 117_952_359),
    ("jiangjunlu-jiangjun", 36_659_224, 117_947_639),
    ("jiangjunlu-xiguan", 36_650_964, 117_943_919),
    ("songlinglu-center", 36_632_832, 117_955_821),
    ("songlinglu-songling", 36_631_117, 117_949_527),
    ("songlinglu-xinming", 36_626_171, 117_959_233),
    ("songlinglu-liuquan", 36_637_351, 117_954_918),
    ("kunlun-center", 36_571_525, 117_906_454),
    ("kunlun-kunlun", 36_575_041, 117_911_467),
    ("kunlun-ningjia", 36_553_471, 117_895_170),
    ("kunlun-mozhuang", 36_584_359, 117_885_925),
    ("lingzi-center", 36_589_357, 117_815_759),
    ("lingzi-lingzi", 36_584_711, 117_819_422),
    ("lingzi-wangcun", 36_612_366, 117_786_021),
    ("xihe-center", 36_524_152, 118_020_244),
    ("xihe-xihe", 36_526_984, 118_015_917),
    ("xihe-donghe", 36_514_346, 118_037_148),
    ("xihe-zigou", 36_499_740, 118_007_856),
    ("longquan-center", 36_570_188, 117_986_853),
    ("longquan-longyi", 36_574_384, 117_989_356),
    ("longquan-taiwu", 36_556_236, 118_008_558),
    ("longquan-quanbei", 36_581_056, 117_983_773),
    ("zhaili-center", 36_655_658, 118_046_905),
    ("zhaili-zhaili", 36_653_334, 118_050_850),
    ("zhaili-beigou", 36_673_226, 118_075_354),
    ("luocun-center", 36_700_125, 118_047_668),
    ("luocun-luocun", 36_703_862, 118_043_437),
    ("luocun-daowo", 36_684_484, 118_066_946),
    ("luocun-nanhan", 36_691_019, 118_030_490),
    ("luocun-dazhang", 36_721_629, 118_059_459),
    ("hongshan-center", 36_642_126, 118_015_202),
    ("hongshan-jiefang", 36_645_186, 118_010_273),
    ("hongshan-pujia", 36_658_556, 118_028_988),
    ("hongshan-tuyu", 36_622_472, 118_039_430),
    ("shuangyang-center", 36_691_857, 117_956_186),
    ("shuangyang-yangzhai", 36_701_144, 117_968_936),
    ("shuangyang-shuanggou", 36_686_097, 117_941_424),
    ("shuangyang-fajia", 36_710_383, 117_949_365),
    ("taihe-center", 36_526_728, 118_149_640),
    ("taihe-taihe", 36_523_441, 118_152_517),
    ("taihe-xiaofeng", 36_485_052, 118_183_297),
    ("kaifaqu-center", 36_664_148, 117_941_735),
    ("kaifaqu-zhonglou", 36_666_917, 117_944_720),
    ("kaifaqu-yingxiong", 36_678_481, 117_922_329),
    ("kaifaqu-keyuan", 36_659_452, 117_934_556),
];

/// The position of a demo site.
pub(super) fn of(site: &str) -> Option<Position> {
    let (_, latitude, longitude) = PLACES.iter().find(|place| place.0 == site)?;
    Position::new(*latitude, *longitude).ok()
}
