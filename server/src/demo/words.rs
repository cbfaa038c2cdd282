//! The texts that the demo's inspectors and supervisors write.

use super::pictures::Scene::{self, Board, Counter, Desk, Door, Hall, Pane, Shelves, Terminal};

/// A checkpoint, the scene of its photos, and its notes: the table's phrase, and further words.
type Fault = (&'static str, Scene, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    ("1.1/zones", Hall, &[
        ("未设休息休闲区", "大厅东侧休息区改作资料室，办事群众站着等候。"),
        ("功能区无标识", "自助服务区、等候区均无标识牌，群众进门后多次询问在哪里取号。"),
    ]),
    ("1.1/one-window", Counter, &[
        ("综合受理窗口未实际受理", "综合受理窗口只收件不受理，让群众先到后面科室盖章再来。"),
        ("仍按部门分设窗口", "社保、民政、卫健仍各设窗口，综合受理窗口只作引导。"),
    ]),
    ("1.2/zones", Hall, &[
        ("场所被挪作他用", "站内堆放展板和桌椅，只留一张办公桌办理业务。"),
        ("未划分功能区", "服务站与村文书办公室合用一间，未划分咨询区和办理区。"),
    ]),
    ("1.2/one-window", Counter, &[
        ("未设便民服务窗口", "群众办事直接进村文书办公室，未设便民服务窗口。"),
    ]),
    ("1.3/accessibility", Door, &[
        ("无障碍通道被占用", "入口坡道上停放电动自行车，轮椅无法通行。"),
        ("无障碍卫生间不能使用", "无障碍卫生间上锁，门上未留联系电话。"),
        ("入口无坡道", "北门有五级台阶，未设坡道，也没有求助按钮。"),
    ]),
    ("1.3/ageing-friendly", Hall, &[
        ("无大字版办事指南", "取阅架上均为普通字号办事指南，未见大字版。"),
        ("未设老年人等候专座", "等候区座椅无“老年人专座”标识，两名老人站立等候。"),
    ]),
    ("1.3/reading-glasses", Counter, &[
        ("未配备", "填单台和便民服务箱内均未见老花镜。"),
        ("损坏不能使用", "便民服务箱内只有一副老花镜，镜腿断裂。"),
    ]),
    ("1.3/wheelchair", Hall, &[
        ("锁在库房，取用不便", "轮椅放在二楼库房，约十分钟后才取来。"),
        ("损坏不能使用", "轮椅左轮无气、脚踏板缺失，推行困难。"),
        ("未配备", "现场未见轮椅，工作人员答复借给卫生院尚未归还。"),
    ]),
    ("1.3/first-aid-kit", Counter, &[
        ("药品过期", "急救药箱内碘伏、创可贴已过有效期，无定期检查登记。"),
        ("药箱为空", "急救药箱内仅有一卷纱布，无药品清单。"),
    ]),
    ("1.3/other-facility", Hall, &[
        ("缺雨具", "雨伞架为空，当日有雨，群众借伞未果。"),
        ("缺手机充电设施", "等候区充电桩不通电，未张贴维修提示。"),
        ("缺饮水设施", "饮水机无桶装水，也未备一次性水杯。"),
    ]),
    ("1.3/green-channel", Counter, &[
        ("有标识但无人受理", "绿色通道窗口有标识，检查时段无人值守，老年人到普通窗口排队。"),
        ("未设绿色通道窗口", "大厅未设老年人、残疾人绿色通道窗口。"),
    ]),
    ("2.1/service-area", Hall, &[
        ("服务区被占用", "帮办代办服务区桌上堆放打印纸和档案盒，群众无处落座。"),
        ("未设置", "大厅未设帮办代办综合服务区，帮办人员在后台办公。"),
    ]),
    ("2.1/desks", Desk, &[
        ("数量不足", "服务站只有一把椅子，群众站着填表。"),
    ]),
    ("2.1/computer", Desk, &[
        ("数量不足", "帮办代办服务区两个席位只配一台电脑。"),
        ("未配备", "电脑报废后未补，业务拿到村委会二楼办理。"),
    ]),
    ("2.1/document-camera", Desk, &[
        ("未配备", "未配高拍仪，工作人员用手机拍照后上传材料。"),
        ("未配备", "帮办席位无高拍仪，材料要送到镇里扫描。"),
    ]),
    ("2.1/self-service-terminal", Terminal, &[
        ("未配备", "自助终端送修已一个多月，未提供替代设备。"),
    ]),
    ("2.1/sign", Board, &[
        ("标识不明显", "帮办代办标识贴在柱子背面，进门看不到。"),
        ("标识破损", "帮办代办吊牌缺角，字迹褪色。"),
        ("标识未设置", "站内外均未见帮办代办标识。"),
    ]),
    ("2.1/posted-rules", Board, &[
        ("公示栏无此内容", "公示栏张贴的是防火通知，未见帮办代办制度。"),
    ]),
    ("2.1/posted-staff", Board, &[
        ("人员变动未更新", "公示的帮办人员已调离三个月，名单未更新。"),
        ("公示栏无此内容", "公示栏只有村干部值班表，无帮办代办人员名单。"),
    ]),
    ("2.1/posted-contact", Board, &[
        ("公示的电话无人接听", "两次拨打公示的帮办电话，均无人接听。"),
        ("公示栏无此内容", "帮办人员名单后未附联系电话。"),
    ]),
    ("2.1/posted-scope", Board, &[
        ("公示栏无此内容", "未公示帮办代办事项目录，群众不清楚哪些事可以代办。"),
    ]),
    ("2.2/training-knowledge", Shelves, &[
        ("工作人员业务不熟", "询问灵活就业人员参保流程，窗口人员答不全，由同事代答。"),
        ("无培训记录", "本季度培训只有签到表，无课件和测试记录。"),
    ]),
    ("2.2/tell-once", Counter, &[
        ("未提供一次性告知单", "群众办理食品经营登记因缺材料跑了两趟，未见一次性告知单。"),
        ("告知内容不完整", "告知单未写明需要房屋产权证明复印件。"),
    ]),
    ("2.2/first-asked", Counter, &[
        ("首问人员未引导到位", "首问人员只说“里边问”，未引导到对应窗口。"),
    ]),
    ("2.3/no-helper", Hall, &[
        ("人员不在岗", "公示的当班帮办人员不在岗，电话答复在村里开会。"),
    ]),
    ("2.3/no-follow-up", Shelves, &[
        ("有受理无反馈", "帮办登记簿七件事项只有受理时间，无办结和反馈记录。"),
    ]),
    ("3.1/files", Shelves, &[
        ("材料未归档", "上月办结的十二份登记材料仍放在窗口抽屉内，未整理归档。"),
    ]),
    ("3.2/window", Counter, &[
        ("窗口无人受理", "“跨省通办”窗口只摆台签，无人受理。"),
    ]),
    ("3.4/system", Counter, &[
        ("仍要求群众提供证明", "办理高龄津贴仍要求村里开具居住证明，未用系统核验。"),
    ]),
    ("4.1/computer", Terminal, &[
        ("系统无法登录", "自助区电脑停在登录界面，工作人员不掌握密码。"),
        ("无法开机", "自助区电脑按开机键无反应。"),
    ]),
    ("4.1/document-camera", Desk, &[
        ("图像模糊", "高拍仪镜头有划痕，扫描件文字无法辨认。"),
        ("无法识别设备", "现场连接高拍仪，系统提示无法识别设备。"),
    ]),
    ("4.1/webcam", Terminal, &[
        ("无图像", "视频帮办时摄像头无画面，区级坐席看不到材料。"),
    ]),
    ("4.1/headset", Terminal, &[
        ("无声音", "耳麦单侧无声，改用工作人员手机通话。"),
    ]),
    ("4.1/network", Terminal, &[
        ("网络时断时续", "现场测试电子政务网络，十分钟内中断三次。"),
        ("网络未连通", "自助服务区网线未接，电子政务网络不通。"),
    ]),
    ("4.1/zone", Terminal, &[
        ("标识未设置", "自助服务区设备齐全，但未设“一次不跑·事就办好”标识。"),
    ]),
    ("4.2/manager", Terminal, &[
        ("管理员不在岗", "智慧咨询帮办管理员外出，未安排顶岗。"),
    ]),
    ("5.1/dirty-hall", Hall, &[
        ("杂物堆放", "大厅西侧堆放纸箱和旧展板，挡住通道。"),
        ("地面有垃圾", "等候区地面有烟头和瓜子皮，垃圾桶已满。"),
        ("墙面污损", "墙面受潮起皮，旧海报残留胶印。"),
    ]),
    ("5.1/dirty-hall", Pane, &[
        ("窗户脏污、玻璃有污渍", "玻璃门和窗户污渍明显，窗台积灰。"),
    ]),
    ("5.1/dim-hall", Hall, &[
        ("灯具损坏", "大厅六组灯管三组不亮，填单台处光线昏暗。"),
        ("未开灯", "阴天未开灯，工作人员称为节约用电。"),
    ]),
    ("5.1/facilities", Hall, &[
        ("填单台无笔、无样表", "填单台两支笔均写不出字，无样表。"),
        ("叫号设备停用", "叫号机断电，群众自行排队。"),
        ("等候座椅不足", "等候区只有四个座位，七名群众站立等候。"),
    ]),
    ("5.1/untidy-windows", Counter, &[
        ("摆放私人物品、食品", "3号窗口台面放有早餐和水果。"),
        ("台面杂乱", "2号窗口申请表散放，印章未入盒。"),
    ]),
    ("5.1/language", Counter, &[
        ("言语生硬", "群众询问缺什么材料，回答“单子上都写着，自己看”。"),
        ("未使用文明用语", "接待三名群众，均未使用文明用语。"),
    ]),
    ("5.1/attitude", Counter, &[
        ("不耐烦", "老人听不清再次询问，工作人员语气不耐烦。"),
        ("态度冷漠", "接待时始终低头看屏幕，未作解释。"),
    ]),
    ("5.1/absent", Counter, &[
        ("窗口无人", "4号窗口上班时间无人，等候十五分钟未见返回。"),
        ("离岗未摆放提示牌", "1号窗口人员离岗取件，未摆放“暂停服务”提示牌。"),
    ]),
    ("5.1/unrelated-work", Counter, &[
        ("玩手机", "5号窗口工作人员用手机看短视频，有群众在旁等候。"),
        ("聊天", "两名工作人员隔窗聊天约五分钟。"),
    ]),
    ("5.1/discipline-other", Counter, &[
        ("未按规定着装、佩戴工作牌", "窗口人员未佩戴工作牌。"),
        ("迟到早退", "下午一时三十五分，仍有窗口人员未到岗。"),
    ]),
    ("5.2/rules-incomplete", Shelves, &[
        ("制度缺项", "制度汇编中缺“节假日预约”服务规定。"),
    ]),
    ("5.2/no-ledger", Shelves, &[
        ("无台账", "预约、上门服务无工作台账，只有微信聊天记录。"),
    ]),
    ("5.2/no-veto", Counter, &[
        ("窗口直接答复“办不了”", "咨询个体户变更经营场所，窗口直接答复“办不了”，未说明理由和去处。"),
    ]),
    ("5.2/extended-hours", Counter, &[
        ("未提供延时服务", "十二时整关窗，仍有两名群众未办完。"),
    ]),
    ("5.2/weekend-holiday", Door, &[
        ("周末无人值班", "查值班签到簿，上两个周六均无值班记录。"),
    ]),
    ("6/device", Counter, &[
        ("评价器故障", "1号窗口评价器黑屏，也未摆放评价二维码。"),
    ]),
    ("6/invite", Counter, &[
        ("未邀请评价", "观察三笔业务，办结后均未邀请群众评价。"),
    ]),
    ("7/progress", Shelves, &[
        ("逾期上报", "阶段性重点工作进展表逾期三日上报。"),
    ]),
];

/// The scene and the texts of the `nth` finding of a checkpoint: the phrase, and further words.
pub(super) fn said(checkpoint: &str, nth: usize) -> Option<(Scene, &'static str, &'static str)> {
    let mut all = FAULTS
        .iter()
        .filter(|(id, ..)| *id == checkpoint)
        .flat_map(|(_, scene, said)| said.iter().map(|(phrase, note)| (*scene, *phrase, *note)));
    let count = all.clone().count();
    all.nth(nth.checked_rem(count)?)
}

/// Why a finding is rejected (不予认定), by checkpoint.
const DISMISSED: &[(&str, &str)] = &[
    (
        "1.3/wheelchair",
        "镇办提供轮椅借用登记，检查时正供办事群众使用，不予认定。",
    ),
    (
        "2.1/posted-contact",
        "运营商出具当日线路检修证明，次日复拨接通，不予认定。",
    ),
    (
        "4.1/network",
        "当日区级政务外网统一割接，非该单位责任，不予认定。",
    ),
    (
        "5.1/absent",
        "经核对监控，该窗口人员在后台办理联办事项，并有同事顶岗，不予认定。",
    ),
    ("5.1/dim-hall", "供电公司当日计划停电并已公告，不予认定。"),
    (
        "5.2/no-ledger",
        "台账存放于二楼档案室，当场取来核对，内容完整，不予认定。",
    ),
];

/// Why a finding of the checkpoint is rejected.
pub(super) fn dismissed(checkpoint: &str) -> &'static str {
    let found = DISMISSED.iter().find(|(id, _)| *id == checkpoint);
    found.map_or("经核实，与现场情况不符，不予认定。", |(_, why)| why)
}

/// A supervisor's question about a finding, and the inspector's answer, by checkpoint.
const ASKED: &[(&str, &str, &str)] = &[
    (
        "1.3/first-aid-kit",
        "请写明过期药品名称。",
        "过期药品为碘伏消毒液、创可贴各一盒。",
    ),
    (
        "2.1/posted-staff",
        "请写明公示名单与实际不符的人数。",
        "公示五人，实际在岗三人。",
    ),
    (
        "5.1/attitude",
        "请写明窗口号和起止时间。",
        "2号窗口，十时零五分至十时十分。",
    ),
    (
        "5.1/unrelated-work",
        "请写明当时是否有群众等候。",
        "当时有一名群众在窗口前等候，持续约五分钟。",
    ),
];

/// The question about a finding of the checkpoint, and its answer.
pub(super) fn asked(checkpoint: &str) -> (&'static str, &'static str) {
    let found = ASKED.iter().find(|(id, ..)| *id == checkpoint);
    let general = (
        "请补充具体位置和现场情况。",
        "位于大厅入口右侧，检查期间一直如此。",
    );
    found.map_or(general, |(_, question, answer)| (question, answer))
}

/// Who signs for a site.
pub(super) const SIGNERS: [&str; 12] = [
    "刘建国",
    "孙玉梅",
    "王洪军",
    "李秀英",
    "张传亮",
    "赵庆海",
    "周桂兰",
    "高志远",
    "司书才",
    "翟慎勇",
    "蒲文静",
    "毕研新",
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use domain::table::builtins;

    #[test]
    fn what_is_said_is_in_the_table() {
        let table = builtins().last().unwrap();
        for (id, _, said) in FAULTS {
            let (_, checkpoint) = table.checkpoint_str(id).unwrap();
            for (phrase, note) in *said {
                let known = checkpoint.phrases.iter().any(|it| it.zh == *phrase);
                assert!(known && !note.is_empty(), "{id}: {phrase}");
            }
        }
        let asked = ASKED.iter().map(|(id, ..)| id);
        for id in DISMISSED.iter().map(|(id, _)| id).chain(asked) {
            assert!(said(id, 0).is_some(), "{id}");
        }
    }
}
