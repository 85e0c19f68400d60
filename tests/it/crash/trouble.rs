//! Trouble that operators make or meet: two processes on one directory, copies taken while it runs, a
//! full disk, an end in the middle of the work.

mod copies;

mod full_disk;

mod stops;

use kith_tests::samples::lead;

#[test]
fn a_second_process_is_refused_by_name_and_does_the_first_no_harm() {
    let home = crate::home();
    let kith = home.serve();
    for n in 1..=3 {
        let exit = home.try_serve(&[]).err().expect("the second is refused");
        assert!(exit.code.is_some_and(|code| code != 0), "{exit:?}");
        let dir = home.data().display().to_string();
        assert!(exit.stderr.contains(&dir) && exit.stderr.contains("in use"), "{exit:?}");
        kith.admin.command("CreateLead", &lead(n)).status(201);
        home.run(&["verify"]).ok();
    }
    kith.stop();
    home.serve().stop();
    home.run(&["verify"]).ok();
}
